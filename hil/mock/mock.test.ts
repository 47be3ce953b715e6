import { afterEach, expect, test } from '@jest/globals';
import { CardConnection } from '../../host/card/card-connection.js';
import { Link } from '../../host/link/index.js';
import { catalogue } from '../../protocol/errors/catalogue.js';
import { encodeFrame, FrameType } from '../../protocol/link/frame.js';
import { decodeHello, encodeWelcome } from '../../protocol/link/greeting.js';
import { MockCard } from './mock-card.js';
import { MockPort } from './mock-port.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const next = (emitter: { once(name: never, f: (v: never) => void): unknown }, name: string): Promise<unknown> =>
  new Promise((resolve) => emitter.once(name as never, resolve as never));

function linkTo(open: () => Promise<never>, address: string): Link {
  const link = new Link({ open, address });
  undo.push(() => link.stop());
  link.start();
  return link;
}

async function connected(card: MockCard) {
  undo.push(() => card.stop());
  const link = new Link({ open: () => card.open(), address: 'tcp:mock:1' });
  undo.push(() => link.stop());
  const connection = new CardConnection(link);
  const ready = next(connection as never, 'ready');
  link.start();
  await ready;
  return { link, connection };
}

const slot = {
  serverId: new Uint8Array(16).fill(1),
  generation: 1,
  replaces: 0,
  publisher: new Uint8Array(32),
  slotSecret: new Uint8Array(32),
  share: new Uint8Array(32),
  serverName: 'Shop',
};

test('a mock port shows what was written, says what it is told, and is a SerialPort stream', async () => {
  const port = new MockPort();
  const link = linkTo(() => port.open() as Promise<never>, port.address);
  const hello = await port.expectBytes((bytes) => bytes.length >= 19);
  const { version, nonce } = decodeHello(hello.subarray(6, 15))!;
  const payload = encodeWelcome({ version, nonce, boot: 1, window: 800, frame: 512, message: 4_480, resumed: false });
  const up = next(link as never, 'up');
  port.emit(encodeFrame({ type: FrameType.welcome, seq: 0, ack: 0, payload }));
  await up;
  port.clear();
  const sent = link.send(Buffer.from('abc'));
  await port.expectBytes(Buffer.from('abc'));
  port.emit(encodeFrame({ type: FrameType.ack, seq: 0, ack: 1, payload: new Uint8Array(0) }));
  await sent;
  expect(port.written.length).toBe(0);
});

test('a mock port that is unplugged closes with an error and comes back when it is plugged in', async () => {
  const port = new MockPort();
  const link = linkTo(() => port.open() as Promise<never>, port.address);
  await port.expectBytes((bytes) => bytes.length >= 19);
  const lost = next(link as never, 'port');
  port.unplug();
  expect(await lost).toBe(false);
  await expect(port.open()).rejects.toThrow('No such file');
  port.plug();
  await port.expectBytes((bytes) => bytes.length >= 19, 4_000);
});

test('a device that disappears in the middle of a write costs the port, not the host', async () => {
  const port = new MockPort();
  const link = linkTo(() => port.open() as Promise<never>, port.address);
  port.failWrites();
  while ((await next(link as never, 'port')) !== false);
  port.failWrites(false);
  await port.expectBytes((bytes) => bytes.length >= 19, 4_000);
});

test('an expectation that is not met says what came instead', async () => {
  const port = new MockPort();
  linkTo(() => port.open() as Promise<never>, port.address);
  await expect(port.expectBytes(Buffer.from('ffff', 'hex'), 50)).rejects.toThrow(
    /ffff did not come within 50 ms; seen: a509/,
  );
  const card = new MockCard();
  await connected(card);
  await expect(card.expect('enrol', { ms: 20 })).rejects.toThrow(
    /message "enrol" did not come within 20 ms; seen: describe/,
  );
});

test('a mock card describes itself, and does what a test tells it to', async () => {
  const card = new MockCard({ description: { board: 'PICO_R1_3', vars: 1_234 } });
  const { connection } = await connected(card);
  expect(connection.description).toMatchObject({ board: 'PICO_R1_3', vars: 1_234 });
  card.on('enrol', (_, c) =>
    c.send('fault', { inReplyTo: 2, session: 0, code: catalogue.SLOTS_FULL.number, detail: '' }),
  );
  const refused = connection.enrol(slot);
  expect((await card.expect('enrol')).serverName).toBe('Shop');
  await expect(refused).rejects.toMatchObject({ code: 'SLOTS_FULL' });
  // A later behaviour comes first, and may leave a message to the earlier ones.
  card.on('enrol', (m) => (m.generation === 2 ? undefined : false));
  await expect(connection.enrol(slot)).rejects.toMatchObject({ code: 'SLOTS_FULL' });
});

test('frames that a mock card loses, damages or doubles are made good by the link', async () => {
  const card = new MockCard();
  undo.push(() => card.stop());
  const link = linkTo(() => card.open() as Promise<never>, 'tcp:mock:1');
  await next(link as never, 'up');
  const got: string[] = [];
  link.on('message', (m) => got.push(Buffer.from(m).toString()));
  for (const fault of ['lose', 'corrupt', 'duplicate'] as const) {
    card[fault](1);
    const arrived = next(link as never, 'message');
    card.sendRaw(Buffer.from(fault));
    await arrived;
  }
  expect(got).toEqual(['lose', 'corrupt', 'duplicate']);
});

test('a mock card whose line drops goes on, one that is unplugged starts over', async () => {
  const card = new MockCard();
  const { link } = await connected(card);
  const resumed = next(link as never, 'resumed');
  card.dropLine();
  await resumed;
  const down = next(link as never, 'down');
  card.unplug();
  expect(await down).toMatchObject({ code: 'CARD_LOST' });
});

test('a mock card behind TCP is found by its address', async () => {
  const card = new MockCard();
  undo.push(() => card.stop());
  const { openPort } = await import('../../host/link/index.js');
  const address = await card.listen();
  const link = linkTo(() => openPort(address) as Promise<never>, address);
  await next(link as never, 'up');
});

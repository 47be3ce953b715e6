import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type WebSocket, WebSocketServer } from 'ws';
import { uplinkMessages } from '../../protocol/messages/uplink.js';
import { FakeServer } from '../testing/fake-server.js';
import { atEnd, leave } from '../testing/room.js';
import { Uplink, type UplinkMessage, type UplinkOptions } from './uplink.js';

afterEach(leave);

const id = new Uint8Array(16).fill(7);
const welcome = (fields: object = {}): Uint8Array =>
  uplinkMessages.encode('welcome', { version: 1, serverId: id, token: id, resumed: false, received: 0, ...fields });

/** A server that does what the test says with each connection. */
async function serverOf(onConnection: (socket: WebSocket, n: number) => void): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  atEnd(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  let n = 0;
  server.on('connection', (socket) => onConnection(socket, n++));
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}/uplink`;
}

function uplinkTo(url: string, options: Partial<UplinkOptions> = {}): Uplink {
  const uplink = new Uplink({ url, serverId: id, random: () => 0, ...options });
  atEnd(() => uplink.stop());
  uplink.start();
  return uplink;
}
const down = (uplink: Uplink): Promise<string> =>
  new Promise((resolve) => uplink.once('down', (why) => resolve(why.code)));

test('hello asks for the subprotocol and sends no token the first time', async () => {
  const hello = new Promise<UplinkMessage>((resolve) => {
    void serverOf((socket) => {
      expect(socket.protocol).toBe('cpu6.v1');
      socket.once('message', (data: Buffer) => resolve(uplinkMessages.decode(data, 'up', 'the host')));
    }).then(uplinkTo);
  });
  expect(await hello).toEqual({ type: 'hello', version: 1 });
});

test('a server of another name, another version, or one that breaks the protocol is refused with its code', async () => {
  const answer = async (bytes: Uint8Array | string): Promise<string> =>
    down(uplinkTo(await serverOf((socket) => socket.send(bytes))));
  expect(await answer(welcome({ serverId: new Uint8Array(16) }))).toBe('SERVER_KEY_WRONG');
  expect(await answer(welcome({ version: 2 }))).toBe('VERSION_MISMATCH');
  expect(await answer(Buffer.from('ff00', 'hex'))).toBe('MESSAGE_MALFORMED');
  expect(await answer(uplinkMessages.encode('received', { count: 0 }))).toBe('MESSAGE_MALFORMED');
  expect(await answer('text')).toBe('SERVER_UNREACHABLE');
});

test('started twice it connects once, stopped twice it ends once', async () => {
  let connections = 0;
  const url = await serverOf((socket) => {
    connections++;
    socket.send(welcome());
  });
  const uplink = uplinkTo(url);
  uplink.start();
  await uplink.waitUp(10_000);
  uplink.start();
  const ends: string[] = [];
  uplink.on('down', (why) => ends.push(why.code));
  await Promise.all([uplink.stop(), uplink.stop()]);
  await uplink.stop();
  expect([connections, ends]).toEqual([1, ['STOPPED']]);
});

test('after a refusal nothing more of that connection counts, and its end is no other reason', async () => {
  const downs: string[] = [];
  let ups = 0;
  const again = new Promise<void>((resolve) => {
    void serverOf((socket, n) => {
      if (n > 0) return resolve();
      socket.send(Buffer.from('ff00', 'hex'));
      socket.send(welcome());
    }).then((url) => {
      const uplink = uplinkTo(url);
      uplink.on('up', () => ups++);
      uplink.on('down', (why) => downs.push(why.code));
    });
  });
  await again;
  expect([downs, ups]).toEqual([['MESSAGE_MALFORMED'], 0]);
});

test('a server that welcomes twice is refused', async () => {
  const uplink = uplinkTo(
    await serverOf((socket) => {
      socket.send(welcome());
      socket.send(welcome());
    }),
  );
  expect(await down(uplink)).toBe('MESSAGE_MALFORMED');
});

test('a server that is silent, to pings too, is given up', async () => {
  const uplink = uplinkTo(
    await serverOf((socket) => {
      socket.send(welcome());
      socket.pause();
    }),
    { heartbeat: 40 },
  );
  await uplink.waitUp(10_000);
  expect(await down(uplink)).toBe('SERVER_UNREACHABLE');
});

test('what is sent after the end is an error, or nothing where it does not matter', async () => {
  const uplink = uplinkTo(await serverOf((socket) => socket.send(welcome())));
  await uplink.waitUp(10_000);
  await uplink.stop();
  const send = () => uplink.send('pushed', { push: 1, code: 0, detail: '' });
  expect(send).toThrow(expect.objectContaining({ code: 'SERVER_UNREACHABLE' }));
  uplink.trySend('pushed', { push: 1, code: 0, detail: '' });
});

test('stopped while it connects, it is stopped', async () => {
  const uplink = uplinkTo(await serverOf(() => {}));
  await uplink.stop();
  expect(uplink.isUp).toBe(false);
});

test('sessions have a limit, and one that ends makes room', async () => {
  const uplink = uplinkTo(await serverOf((socket) => socket.send(welcome())), { sessions: 2 });
  uplink.openSession(1, () => {});
  uplink.openSession(2, () => {});
  expect(() => uplink.openSession(3, () => {})).toThrow(expect.objectContaining({ code: 'TOO_MANY_SESSIONS' }));
  uplink.closeSession(1);
  uplink.openSession(3, () => {});
});

test('a server that confirms what was never sent is refused', async () => {
  const url = await serverOf((socket) => {
    socket.send(welcome());
    socket.send(uplinkMessages.encode('received', { count: 1 }));
  });
  expect(await down(uplinkTo(url))).toBe('MESSAGE_MALFORMED');
});

test('a close with a reason of the catalogue arrives as that error', async () => {
  expect(await down(uplinkTo(await serverOf((socket) => socket.close(1008, 'RATE_LIMITED'))))).toBe('RATE_LIMITED');
});

test('a server that cannot be reached is an error that says where and why', async () => {
  const uplink = uplinkTo('ws://127.0.0.1:1/uplink');
  expect(await down(uplink)).toBe('SERVER_UNREACHABLE');
  expect(uplink.why!.message).toMatch(/127\.0\.0\.1:1.*ECONNREFUSED/);
  await expect(uplink.waitUp(1)).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
});

test('more than uplink.resend unconfirmed bytes end the sessions with UPLINK_OVERFLOW', async () => {
  const url = await serverOf((socket) => socket.once('message', () => socket.send(welcome())));
  const uplink = uplinkTo(url, { resend: 1_000 });
  await uplink.waitUp(5_000);
  const ended: number[] = [];
  uplink.openSession(5, (message) => message.type === 'close' && ended.push(message.code));
  const body = new Uint8Array(600);
  uplink.send('channel', { session: 5, body });
  expect(() => uplink.send('channel', { session: 5, body })).toThrow(
    expect.objectContaining({ code: 'UPLINK_OVERFLOW' }),
  );
  expect(ended).toEqual([92]);
});

test('an uplink that does not come back in time ends its sessions with UPLINK_LOST', async () => {
  const url = await serverOf((socket, n) => {
    if (n === 0) socket.once('message', () => socket.send(welcome()));
    else socket.terminate();
    if (n === 0) socket.on('message', (data: Buffer) => data[0] === 5 && socket.terminate());
  });
  const uplink = uplinkTo(url, { resume: 100 });
  await uplink.waitUp(5_000);
  const ended = new Promise((resolve) => uplink.openSession(5, (m) => m.type === 'close' && resolve(m.code)));
  uplink.send('channel', { session: 5, body: new Uint8Array(1) });
  expect(await ended).toBe(91);
  expect(() => uplink.send('channel', { session: 5, body: new Uint8Array(1) })).toThrow();
});

test('whenever the connection drops: nothing lost, doubled or reordered, either way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('up', 'down', 'drop', 'wait'), { minLength: 10, maxLength: 40 }),
      async (script) => {
        const server = new FakeServer();
        await server.listen();
        const uplink = new Uplink({ url: server.url, serverId: server.serverId, random: () => 0 });
        uplink.start();
        try {
          await uplink.waitUp(5_000);
          const got: number[] = [];
          uplink.openSession(1, (m) => m.type === 'channel' && got.push(m.body[0]!));
          let sent = 0;
          let asked = 0;
          for (const step of script) {
            if (step === 'up') uplink.send('channel', { session: 1, body: Uint8Array.of(sent++) });
            else if (step === 'down') server.channel(server.connections[0]!, 1, Uint8Array.of(asked++));
            else if (step === 'drop') server.drop();
            else await new Promise((resolve) => setImmediate(resolve));
          }
          const seen = (): number[] => server.log.flatMap((m) => (m.type === 'channel' ? [m.body[0]!] : []));
          while (seen().length < sent || got.length < asked) await new Promise((resolve) => setImmediate(resolve));
          expect(seen()).toEqual(Array.from({ length: sent }, (_, i) => i));
          expect(got).toEqual(Array.from({ length: asked }, (_, i) => i));
          expect(server.connections.length).toBe(1);
        } finally {
          await uplink.stop();
          await server.kill();
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('random bytes from a server never crash the uplink decoder: a message or MESSAGE_MALFORMED', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(0x81, 2, 5, 6, 0x87, 0x88, 0x89, -1),
      (bytes, code) => {
        const input = code < 0 ? bytes : Uint8Array.of(code, ...bytes);
        try {
          uplinkMessages.decode(input, 'down', 'the server');
        } catch (error) {
          expect(error).toMatchObject({ code: 'MESSAGE_MALFORMED' });
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

// Which suite a session gets: what the card has, what its board can bear, what server and author insist on.
import { expect, test } from '@jest/globals';
import { suiteNames, suites } from '../../protocol/crypto/suites.js';
import { chooseSuite, usableSuites } from '../projector/negotiation.js';
import { Projector } from '../projector/projector.js';
import { resolveSettings } from '../settings.js';
import { n32, readN32, shopHeader, startShop, writeShop } from '../test/fixture.js';
import { newCard, TestHost } from '../test/peer.js';

const settings = (suites?: readonly never[] | typeof suiteNames) =>
  resolveSettings({ dataDir: 'x', port: 0, processDirs: [], allowRuntime: 'any', suites });
const slow = { board: 'BANGLEJS2', crypto: 5, vars: 12_000 };
const fast = { board: 'LINUX', crypto: 7, vars: 65_535 };
const pico = { board: 'PICO_R1_3', crypto: 3, vars: 5100 };
const shop = { name: 'shop', bytes: new Uint8Array(1700) };

test('a board gets what it has natively, and script only if it is fast', () => {
  expect(usableSuites(settings(), shop, pico)).toEqual(['aes-cbc-hmac']);
  expect(usableSuites(settings(), shop, slow)).toEqual(['aes-ccm']);
  expect(usableSuites(settings(), shop, fast)).toEqual(suiteNames);
  expect(new Set(Array.from({ length: 300 }, () => chooseSuite(settings(), shop, fast)))).toEqual(new Set(suiteNames));
});

test('what server or author insist on is used however slow, and only what both allow', () => {
  const misty = settings(['misty1-hmac', 'ascon-aead128']);
  expect(usableSuites(misty, shop, slow)).toEqual(['ascon-aead128', 'misty1-hmac']);
  expect(usableSuites(settings(), { ...shop, suites: ['chacha20-poly1305'] }, slow)).toEqual(['chacha20-poly1305']);
  expect(usableSuites(misty, { ...shop, suites: ['chacha20-poly1305', 'misty1-hmac'] }, slow)).toEqual(['misty1-hmac']);
});

test('a card that has none of the suites insisted on is refused, and told which', () => {
  const none = expect.objectContaining({ code: 'SUITE_NONE' });
  expect(() => usableSuites(settings(['aes-cbc-hmac']), shop, slow)).toThrow(none);
  expect(() => usableSuites(settings(['aes-ccm']), shop, pico)).toThrow('aes-ccm');
  expect(() => usableSuites(settings(['aes-ccm']), { ...shop, suites: ['misty1-hmac'] }, fast)).toThrow(
    'the server and shop',
  );
});

test('a suite in script is drawn only where two of its programs fit beside the applet', () => {
  const of = (vars: number, bytes: number) =>
    usableSuites(settings(), { ...shop, bytes: new Uint8Array(bytes) }, { ...fast, vars });
  const native = ['aes-cbc-hmac', 'aes-ccm'];
  // What the interpreter of 5,100 JsVars did, with an applet of 1,700 bytes: Ascon went on, the two others did not.
  expect(of(5100, 1700)).toEqual([...native, 'ascon-aead128']);
  expect(of(5100, 6000)).toEqual(native);
  expect(of(2630, 300)).toEqual(native);
  expect(of(6000, 1700)).toEqual(suiteNames);
});

test('what is insisted on and cannot fit is refused with the JsVars that it takes, not drawn', () => {
  const process = { ...shop, suites: ['misty1-hmac', 'chacha20-poly1305'] as const };
  expect(() => usableSuites(settings(), process, { ...fast, vars: 5100 })).toThrow(
    expect.objectContaining({ code: 'SUITE_MEMORY' }),
  );
  expect(() => usableSuites(settings(), process, { ...fast, vars: 5100 })).toThrow(
    /^the 5100 JsVars of the card do not hold shop and two programs of a suite that shop allows \(chacha20-poly1305, misty1-hmac: about 5\d\d\d\)/,
  );
  expect(usableSuites(settings(), process, { ...fast, vars: 6000 })).toEqual(['chacha20-poly1305', 'misty1-hmac']);
  const tight = resolveSettings({
    dataDir: 'x',
    port: 0,
    processDirs: [],
    allowRuntime: 'any',
    limits: { 'suite.memory': 1 },
  });
  expect(usableSuites(tight, process, { ...fast, vars: 5100 })).toHaveLength(2);
});

test('no draw of a suite has more channel code than is counted with, nor much less', () => {
  const projector = new Projector();
  const cells = { size: 1024, pace: 10_000, late: 10_000, quiet: 600_000 };
  for (const suite of suiteNames) {
    const sizes = Array.from({ length: 50 }, () => projector.project(suite, cells).channel.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(suites[suite].code);
    expect(Math.max(...sizes)).toBeGreaterThan(suites[suite].code - 120);
  }
});

test('suites that do not exist are refused at the start', () => {
  expect(() => settings(['rot13'] as never)).toThrow('aes-cbc-hmac');
  expect(() => settings([])).toThrow('suites');
});

/** A session of a card with that crypto, opened and used. */
async function used(crypto: number, suites: typeof suiteNames | undefined): Promise<string[]> {
  const shop = await startShop({ suites, epochEvery: 2 });
  const host = new TestHost();
  try {
    await host.connect(shop.server.url);
    const card = { ...newCard(), crypto, vars: 65_535 };
    await host.enrol(shop.server.ticket(), card);
    const session = await host.session(card, 'shop');
    for (let i = 1; i <= 4; i++) {
      expect(readN32((await session.call(0, n32(1))).body)).toBe(i);
      if (i % 2 === 0) await session.changeEpoch();
    }
    return shop.events.flatMap((e) => (e.type === 'projected' ? [e.suite] : []));
  } finally {
    host.cut();
    await shop.end();
  }
}

test.each(suiteNames.map((name) => [name] as const))('calls and epochs run in %s', async (name) => {
  expect(await used(7, [name])).toEqual([name, name, name]);
});

test('a board with CCM alone holds a session: projection, handshake, calls and epochs', async () => {
  expect(await used(5, undefined)).toEqual(['aes-ccm', 'aes-ccm', 'aes-ccm']);
});

test('a board with CBC alone has its projection in CBC whatever the suite', async () => {
  expect(await used(3, ['misty1-hmac'])).toEqual(['misty1-hmac', 'misty1-hmac', 'misty1-hmac']);
});

test('an author insists in the process file; a card without it is refused', async () => {
  const shop = await startShop();
  const host = new TestHost();
  try {
    const server = (suites: string) =>
      `export default { name: 'shop', suites: ${suites}, gate: {}, calls: {}, card: () => ({}) };`;
    const header = { ...shopHeader('2.0.0'), server: [], card: [] };
    writeShop(shop.dir, header, 'var $a;return[];', server('["aes-ccm"]'));
    await shop.server.reload('shop');
    await host.connect(shop.server.url);
    const card = { ...newCard(), crypto: 3 };
    await host.enrol(shop.server.ticket(), card);
    expect(await host.open(card, 'shop').closed()).toBe('SUITE_NONE');
    writeShop(shop.dir, header, 'var $a;return[];', server('["rot13"]'));
    await expect(shop.server.reload('shop')).rejects.toMatchObject({ code: 'INPUT_FILE' });
  } finally {
    host.cut();
    await shop.end();
  }
});

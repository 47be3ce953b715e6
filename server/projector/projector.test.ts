// Epochs as they are drawn: both ends fit, draws differ, and what is filled in is what the table says.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeApplet, measure } from '../../protocol/applet/applet.js';
import { channelMembers } from '../../protocol/applet/capabilities.js';
import { type SuiteName, suiteNames } from '../../protocol/crypto/suites.js';
import { channelCodes, channelMessages, wireCodes } from '../../protocol/messages/channel.js';
import { cardChannel } from '../test/channel-card.js';
import { ServerChannel } from './channel.js';
import { blocks, type Draw, draw, heads, nonceOf, places } from './draw.js';
import { Projector, travel } from './projector.js';
import { below } from './random.js';
import { type CompiledTemplate, Template } from './template.js';

const projector = new Projector();
const newKeys = () => ({
  down: { enc: randomBytes(32), mac: randomBytes(32) },
  up: { enc: randomBytes(32), mac: randomBytes(32) },
});
const pair = (suite: SuiteName) => {
  const projection = projector.project(suite);
  const keys = newKeys();
  return { projection, server: new ServerChannel(projection.draw, keys), card: cardChannel(projection.channel, keys) };
};

describe.each(suiteNames.map((name) => [name] as const))('%s', (suite) => {
  test('both ends of every draw understand each other, in both directions and at every length', () => {
    const message = fc
      .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ maxLength: 300 }))
      .map(([code, body]) => Uint8Array.of(code, ...body));
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (messages) => {
        const { server, card } = pair(suite);
        for (const m of messages) {
          expect(Buffer.from(card.open(server.seal(m))!).equals(m)).toBe(true);
          expect(Buffer.from(server.open(card.seal(m))!).equals(m)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a large message goes through, and a length tells the block it fits in and no more', () => {
    const { projection, server, card } = pair(suite);
    const { block } = projection.draw;
    for (const size of [0, 1, block - 4, block - 3, block - 2, block, 3072]) {
      const message = Buffer.concat([Uint8Array.of(7), randomBytes(size)]);
      const [down, up] = [server.seal(message), card.seal(message)];
      expect([(down.length - 16) % block, (up.length - 16) % block]).toEqual([0, 0]);
      expect(Buffer.from(card.open(down)!).equals(message)).toBe(true);
      expect(Buffer.from(server.open(up)!).equals(message)).toBe(true);
    }
  });

  test('no flipped bit, cut, repetition or reflection opens at either end', () => {
    const { server, card } = pair(suite);
    const message = Uint8Array.of(3, ...randomBytes(9));
    for (const [seal, open, reflect] of [
      [(m: Uint8Array) => server.seal(m), (r: Uint8Array) => card.open(r), (r: Uint8Array) => server.open(r)],
      [(m: Uint8Array) => card.seal(m), (r: Uint8Array) => server.open(r), (r: Uint8Array) => card.open(r)],
    ] as const) {
      const good = seal(message);
      for (let bit = 0; bit < good.length * 8; bit++) {
        const bad = Uint8Array.from(good);
        bad[bit >> 3]! ^= 1 << (bit & 7);
        expect(open(bad)).toBeUndefined();
      }
      for (let end = 0; end < good.length; end++) expect(open(good.subarray(0, end))).toBeUndefined();
      expect(open(Buffer.concat([good, good]))).toBeUndefined();
      expect(reflect(good)).toBeUndefined();
      expect(open(good)).toBeDefined();
      expect(open(good)).toBeUndefined();
    }
  });

  test('a wiped channel has no keys and seals and opens nothing', () => {
    const projection = projector.project(suite);
    const keys = newKeys();
    const card = cardChannel(projection.channel, structuredClone(keys));
    const server = new ServerChannel(projection.draw, keys);
    server.wipe();
    for (const key of [keys.up.enc, keys.up.mac, keys.down.enc, keys.down.mac])
      expect(key.every((byte) => byte === 0)).toBe(true);
    expect(() => server.seal(Uint8Array.of(1))).toThrow();
    expect(() => server.open(card.seal(Uint8Array.of(1)))).toThrow();
    server.wipe();
  });

  test('filled code is printable, declares what it uses, and asks for what its header names', () => {
    for (let i = 0; i < 30; i++) {
      const { code, table, header } = decodeApplet(projector.project(suite).channel);
      expect(code).toMatch(/^[\x20-\x7e]+$/);
      expect(code).not.toMatch(/\b7[01]\d\d\b|\$pick|\$lock|\$unlock/);
      // By whole names: a drawn filler may well begin with the sign.
      const placeholders = ['@to-wire', '@from-wire', '@filler', '@nonce-head', '@nonce-tail', '@misty-tables'];
      expect(table.some((t) => placeholders.includes(Buffer.from(t).toString('latin1')))).toBe(false);
      const asked = new Set([...code.matchAll(/\$c\.(\$\w+)/g)].map(([, name]) => name));
      const given = header.caps.flatMap((c) => Object.keys(channelMembers[c as keyof typeof channelMembers]));
      for (const name of asked) expect(['$chr', ...given]).toContain(name);
      for (const circuit of header.caps)
        expect(
          Object.keys(channelMembers[circuit as keyof typeof channelMembers]).some((name) => asked.has(name)),
        ).toBe(true);
      const declared = /^var ([^;]+);/.exec(code)![1]!.split(',');
      expect(new Set(declared).size).toBe(declared.length);
      expect(declared).not.toContain('$c');
      expect(declared).not.toContain('$t');
    }
  });
});

test('every combination of layouts interoperates', () => {
  const seen = new Set<string>();
  // 6 heads, 4 places, the tag at either end or inside.
  while (seen.size < 6 * 4 * 3) {
    const { projection, server, card } = pair('aes-ccm');
    const { head, place, tag } = projection.draw;
    const name = `${head} ${place} ${tag === 'end' || tag === 0 ? tag : 'inside'}`;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const size of [0, 1, 14, 40]) {
      const message = Buffer.concat([Uint8Array.of(1 + (size % 15)), randomBytes(size)]);
      expect(Buffer.from(card.open(server.seal(message))!).equals(message)).toBe(true);
      expect(Buffer.from(server.open(card.seal(message))!).equals(message)).toBe(true);
    }
  }
});

test('counters over 255 are counted in two bytes on both ends', () => {
  const { server, card } = pair('aes-cbc-hmac');
  for (let i = 0; i < 600; i++) {
    expect(card.open(server.seal(Uint8Array.of(1, i & 255)))).toEqual(Buffer.from([1, i & 255]));
    expect(server.open(card.seal(Uint8Array.of(2, i & 255)))).toEqual(Buffer.from([2, i & 255]));
  }
});

test('no two records of an epoch share a nonce, wherever the draw put the counter', () => {
  for (const suite of suiteNames) {
    const d = draw(suite);
    const seen = new Set<string>();
    for (let n = 0; n < 0x10000; n += 1) seen.add(Buffer.from(nonceOf(d, n)).toString('latin1'));
    expect(seen.size).toBe(0x10000);
  }
});

test('a record of one draw does not open in another, with the same keys', () => {
  const keys = newKeys();
  const message = Uint8Array.of(5, ...randomBytes(20));
  for (const suite of suiteNames)
    for (let i = 0; i < 20; i++) {
      const [a, b] = [projector.project(suite), projector.project(suite)];
      expect(cardChannel(b.channel, keys).open(new ServerChannel(a.draw, keys).seal(message))).toBeUndefined();
    }
});

test('no two projections are alike: names, order, codes, filler, label, randomness', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const p = projector.project('aes-cbc-hmac');
    seen.add(decodeApplet(p.channel).code);
    seen.add(Buffer.from(p.draw.label).toString('hex'));
    seen.add(Buffer.from(p.nS).toString('hex'));
    seen.add(Buffer.from(p.channelMeasurement).toString('hex'));
  }
  expect(seen.size).toBe(1200);
});

test('a draw gives each message its own code of 1 to 31, with the inverse; the other codes mean nothing', () => {
  for (let i = 0; i < 200; i++) {
    const d = draw('aes-ccm');
    expect(new Set(d.toWire).size).toBe(channelCodes + 1);
    expect(Math.max(...d.toWire)).toBeLessThanOrEqual(wireCodes);
    for (let code = 0; code <= channelCodes; code++) expect(d.fromWire[d.toWire[code]!]).toBe(code);
    expect(d.fromWire.filter((code) => code > 0)).toHaveLength(channelCodes);
    expect(d.toWire[0]).toBe(0);
  }
});

test('every choice of a draw comes about equally often', () => {
  const counts = new Map<string, [count: number, p: number]>();
  const n = 4000;
  const add = (name: string, p: number) => counts.set(name, [(counts.get(name)?.[0] ?? 0) + 1, p]);
  for (let i = 0; i < n; i++) {
    const d = draw('aes-ccm');
    add(`head ${d.head}`, 1 / heads.length);
    add(`place ${d.place}`, 1 / places.length);
    add(`tag ${d.tag === 'end' || d.tag === 0 ? d.tag : 'inside'}`, 1 / 3);
    add(`block ${d.block}`, 1 / blocks.length);
    add(`wire ${d.toWire[7]}`, 1 / wireCodes);
    add(`counter at ${d.before.length}`, 1 / 12);
    add(`order ${d.bigEndian}`, 1 / 2);
  }
  // Six standard deviations of the binomial: fails by chance about once in 10⁷ runs.
  for (const [count, p] of counts.values())
    expect(Math.abs(count - n * p)).toBeLessThan(6 * Math.sqrt(n * p * (1 - p)));
  expect(counts.size).toBe(6 + 4 + 3 + 4 + wireCodes + 12 + 2);
  expect(new Set(Array.from({ length: 3000 }, () => below(7))).size).toBe(7);
});

test('a projection travels as announced', () => {
  const p = projector.project('aes-cbc-hmac');
  const bytes = randomBytes(1000);
  const applet = { bytes, measurement: measure(bytes) };
  for (const carry of [true, false]) {
    const [project, ...chunks] = [...travel(p, 3, applet, carry, 448)].map((m) =>
      channelMessages.decode(m, 'down', 'the server'),
    );
    expect(project).toMatchObject({
      type: 'project',
      epoch: 3,
      channelSize: p.channel.length,
      appletSize: carry ? 1000 : 0,
    });
    const all = Buffer.concat(chunks.map((c) => (c.type === 'chunk' ? c.body : Buffer.alloc(0))));
    expect(all.equals(carry ? Buffer.concat([p.channel, bytes]) : Buffer.from(p.channel))).toBe(true);
  }
});

test('a card that seals a code or a length that there is not is not understood', () => {
  const { projection, server } = pair('aes-cbc-hmac');
  const keys = newKeys();
  const d = { ...projection.draw, head: 0, place: 0 };
  // What the card seals: as the server does, with the keys of the other direction.
  const card = (other: Partial<Draw>) => new ServerChannel({ ...d, ...other }, { down: keys.up, up: keys.down });
  const opened = (record: Uint8Array) => new ServerChannel(d, { ...keys, down: newKeys().down }).open(record);
  const message = Uint8Array.of(3, ...randomBytes(300));
  expect(Buffer.from(opened(card({}).seal(message))!).equals(message)).toBe(true);
  for (const code of [wireCodes + 1, 255])
    expect(opened(card({ toWire: d.toWire.map(() => code) }).seal(message))).toBeUndefined();
  // 300 is 0x012c: with its bytes exchanged it says 0x2c01.
  const swapped = heads.findIndex(
    (h) => h.join() === heads[0]!.map((b) => ({ low: 'high', high: 'low', code: b })[b]).join(),
  );
  expect(opened(card({ head: swapped }).seal(message))).toBeUndefined();
  server.wipe();
});

test('an epoch ends before its counters do', () => {
  const { server } = pair('aes-cbc-hmac');
  for (let i = 0; i < 0xffff; i++) server.seal(Uint8Array.of(1));
  expect(() => server.seal(Uint8Array.of(1))).toThrow(expect.objectContaining({ code: 'EPOCH_EXHAUSTED' }));
}, 60_000);

const suite: CompiledTemplate = {
  code: 'var $a,$b,$d;$a=function($b){$g();return $t[0]+$c.$pick(7104,$b,$d)+$t[1]};$d=function($b){$g();return $a($b)};return[$a,$d]',
  table: ['@nonce-head', '@nonce-tail'],
};
const frame: CompiledTemplate = {
  code:
    'var $a,$b,$d;$a=function($b){$g();return $c.$lock($c.$pick(7101,1,2,3,4,5,6),$c.$pick(7102,7001,2,3,4),$t[0])};' +
    '$b=function($a){$g();return $c.$unlock($c.$pick(7103,7003,$a(1),[3,4]))};$d=$t[1]+$t[2];$d+=$t[3];return[$a,$b]',
  table: ['@to-wire', '@from-wire', '@filler', 'plain\xff'],
};
const fixed: Draw = { ...draw('aes-ccm'), head: 4, place: 0, tag: 'end', block: 64, bigEndian: false };

test('a template is filled by its table: choices taken, names apart, statements that run in their order', () => {
  const template = new Template(frame, suite);
  const orders = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const { code, table } = template.fill(fixed);
    const [, sealName, openName] = /return\[(\$\w),(\$\w)\];$/.exec(code)!;
    const [, lock] = new RegExp(`\\${sealName}=function\\(\\$\\w\\)\\{\\$g\\(\\);return (\\$\\w)\\(5,64,\\$t`).exec(
      code,
    )!;
    expect(code).toMatch(new RegExp(`\\${openName}=function\\(\\$\\w\\)\\{\\$g\\(\\);return \\$\\w\\(0\\)\\}`));
    expect(code).toMatch(
      new RegExp(`\\${lock}=function\\((\\$\\w)\\)\\{\\$g\\(\\);return \\$t\\[\\d\\]\\+(?!\\1)\\$\\w\\+`),
    );
    const [, first, second] = /\$\w=\$t\[(\d)\]\+\$t\[(\d)\];.*\$\w\+=\$t\[\d\];/.exec(code)!;
    expect([table[Number(first)], table[Number(second)]]).toEqual([fixed.fromWire, fixed.filler]);
    expect(table.map((b) => Buffer.from(b).toString('latin1'))).toContain('plain\xff');
    orders.add(code.replace(/\$\w/g, '$').replace(/\d/g, ''));
  }
  // Six statements, two of them one after the other: 360 orders, of which forms that look alike remain.
  expect(orders.size).toBeGreaterThan(20);
});

test.each([
  ['lacks a choice', { ...frame, code: frame.code.replace('7101,1,2,3,4,5,6', '7102,1,2,3,4') }],
  ['has a choice with another count', { ...frame, code: frame.code.replace('7101,1,', '7101,') }],
  ['lacks a string', { ...frame, table: ['@to-wire', 'x', '@filler', ''] }],
  ['has a number that stands for nothing', { ...frame, code: frame.code.replace('7001', '7099') }],
  ['returns something else', { ...frame, code: frame.code.replace('return[$a,$b]', 'return[$a]') }],
])('a template that %s is refused when it is loaded', (_, compiled) => {
  expect(() => new Template(compiled, suite)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});

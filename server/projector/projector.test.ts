// Epochs as they are drawn: both ends fit, draws differ, and what is filled in is what the table says.
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeApplet, measure } from '../../protocol/applet/applet.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { cardChannel } from '../test/channel-card.js';
import { ServerChannel } from './channel.js';
import { type Draw, draw } from './draw.js';
import { Projector, travel } from './projector.js';
import { below } from './random.js';
import { type CompiledTemplate, Template } from './template.js';

const projector = new Projector();
const newKeys = () => ({
  down: { enc: randomBytes(32), mac: randomBytes(32) },
  up: { enc: randomBytes(32), mac: randomBytes(32) },
});
const pair = () => {
  const projection = projector.project();
  const keys = newKeys();
  return { projection, server: new ServerChannel(projection.draw, keys), card: cardChannel(projection.channel, keys) };
};

test('both ends of every draw understand each other, in both directions and at every length', () => {
  const message = fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ maxLength: 300 }))
    .map(([code, body]) => Uint8Array.of(code, ...body));
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (messages) => {
      const { server, card } = pair();
      for (const m of messages) {
        expect(Buffer.from(card.open(server.seal(m))!).equals(m)).toBe(true);
        expect(Buffer.from(server.open(card.seal(m))!).equals(m)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('every combination of layouts interoperates at every length up to two blocks', () => {
  const seen = new Set<string>();
  while (seen.size < 16) {
    const { projection, server, card } = pair();
    const { codeFirst, tagFirst, block } = projection.draw;
    const name = `${codeFirst} ${tagFirst} ${block}`;
    if (seen.has(name)) continue;
    seen.add(name);
    for (let size = 0; size <= 2 * block + 1; size++) {
      const message = Buffer.concat([Uint8Array.of(1 + (size % 15)), randomBytes(size)]);
      const sealed = server.seal(message);
      // The length tells the block it fits in, and no more.
      expect((sealed.length - 16) % block).toBe(0);
      expect(Buffer.from(card.open(sealed)!).equals(message)).toBe(true);
      const up = card.seal(message);
      expect((up.length - 16) % block).toBe(0);
      expect(Buffer.from(server.open(up)!).equals(message)).toBe(true);
    }
  }
});

test('a large message goes through', () => {
  const { server, card } = pair();
  const message = Buffer.concat([Uint8Array.of(7), randomBytes(3072)]);
  expect(Buffer.from(card.open(server.seal(message))!).equals(message)).toBe(true);
  expect(Buffer.from(server.open(card.seal(message))!).equals(message)).toBe(true);
});

test('counters over 255 are counted in two bytes on both ends', () => {
  const { server, card } = pair();
  for (let i = 0; i < 600; i++) {
    expect(card.open(server.seal(Uint8Array.of(1, i & 255)))).toEqual(Buffer.from([1, i & 255]));
    expect(server.open(card.seal(Uint8Array.of(2, i & 255)))).toEqual(Buffer.from([2, i & 255]));
  }
});

test('no flipped bit, cut, repetition or reflection opens at either end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.nat({ max: 7 }), (body, position, bit) => {
      const { server, card } = pair();
      const message = Uint8Array.of(3, ...body);
      for (const [seal, open, reflect] of [
        [(m: Uint8Array) => server.seal(m), (r: Uint8Array) => card.open(r), (r: Uint8Array) => server.open(r)],
        [(m: Uint8Array) => card.seal(m), (r: Uint8Array) => server.open(r), (r: Uint8Array) => card.open(r)],
      ] as const) {
        const good = seal(message);
        const bad = Uint8Array.from(good);
        const at = position % bad.length;
        bad[at] = bad[at]! ^ (1 << bit);
        expect(open(bad)).toBeUndefined();
        expect(open(good.subarray(0, at))).toBeUndefined();
        expect(reflect(good)).toBeUndefined();
        expect(open(good)).toBeDefined();
        expect(open(good)).toBeUndefined();
      }
    }),
    { numRuns: 60 },
  );
});

test('a record of one draw does not open in another, with the same keys', () => {
  const keys = newKeys();
  const message = Uint8Array.of(5, ...randomBytes(20));
  let same = 0;
  for (let i = 0; i < 60; i++) {
    const [a, b] = [projector.project(), projector.project()];
    const opened = cardChannel(b.channel, keys).open(new ServerChannel(a.draw, keys).seal(message));
    if (opened && Buffer.from(opened).equals(message)) same++;
  }
  // One in fifteen has the code in the same place; one in four the layout: keys, not layouts, are what protects.
  expect(same).toBeLessThan(20);
});

test('no two projections are alike: names, codes, filler, label, randomness', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const p = projector.project();
    seen.add(decodeApplet(p.channel).code);
    seen.add(Buffer.from(p.draw.label).toString('hex'));
    seen.add(Buffer.from(p.nS).toString('hex'));
    seen.add(Buffer.from(p.channelMeasurement).toString('hex'));
  }
  expect(seen.size).toBe(1200);
});

test('a draw is a permutation of codes 1 to 15, with its inverse', () => {
  for (let i = 0; i < 200; i++) {
    const d = draw();
    expect([...d.toWire].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, c) => c));
    for (let code = 0; code <= 15; code++) expect(d.fromWire[d.toWire[code]!]).toBe(code);
    expect(d.toWire[0]).toBe(0);
  }
});

test('every choice of a draw comes about equally often', () => {
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const n = 4000;
  for (let i = 0; i < n; i++) {
    const d = draw();
    add(`first ${d.codeFirst}`);
    add(`tag ${d.tagFirst}`);
    add(`block ${d.block}`);
    add(`wire ${d.toWire[7]}`);
  }
  // Six standard deviations of the binomial: fails by chance about once in 10⁸ runs.
  for (const [name, count] of counts) {
    const p = name.startsWith('wire') ? 1 / 15 : name.startsWith('block') ? 1 / 4 : 1 / 2;
    expect(Math.abs(count - n * p)).toBeLessThan(6 * Math.sqrt(n * p * (1 - p)));
  }
  expect(counts.size).toBe(2 + 2 + 4 + 15);
  expect(new Set(Array.from({ length: 3000 }, () => below(7))).size).toBe(7);
});

test('filled code is printable, declares what it uses, and keeps the names of the contract', () => {
  for (let i = 0; i < 50; i++) {
    const { code, table } = decodeApplet(projector.project().channel);
    expect(code).toMatch(/^[\x20-\x7e]+$/);
    expect(code).not.toMatch(/\b70\d\d\b/);
    // By whole names: a drawn filler may well begin with the sign.
    const placeholders = ['@to-wire', '@from-wire', '@filler'];
    expect(table.some((t) => placeholders.includes(Buffer.from(t).toString('latin1')))).toBe(false);
    const members = new Set([...code.matchAll(/\$c\.(\$\w+)/g)].map(([, name]) => name));
    expect(members).toEqual(new Set(['$iv', '$enc', '$dec', '$mac', '$same', '$chr']));
    const declared = /^var ([^;]+);/.exec(code)![1]!.split(',');
    expect(new Set(declared).size).toBe(declared.length);
    expect(declared).not.toContain('$c');
    expect(declared).not.toContain('$t');
  }
});

test('a projection travels as announced', () => {
  const p = projector.project();
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

test('an epoch ends before its counters do', () => {
  const { server } = pair();
  for (let i = 0; i < 0xffff; i++) server.seal(Uint8Array.of(1));
  expect(() => server.seal(Uint8Array.of(1))).toThrow(expect.objectContaining({ code: 'EPOCH_EXHAUSTED' }));
}, 60_000);

test('a wiped channel has no keys and seals and opens nothing', () => {
  const projection = projector.project();
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

const numbers = '7001 7002 7003 7004 7005 7006 7007';
const whole: CompiledTemplate = {
  code: `var $a,$bc;$a=$c.$mac(${numbers.replaceAll(' ', '+')});$bc=$t[0];return[$a,$bc];`,
  table: ['@to-wire', '@from-wire', '@filler', 'plain\xff'],
};
const fixed: Draw = {
  ...draw(),
  codeFirst: true,
  tagFirst: true,
  block: 64,
};

test('a template is filled by its table', () => {
  const { code, table } = new Template(whole).fill(fixed);
  expect(code).toMatch(/^var (\$\w),(\$\w);\1=\$c\.\$mac\(64\+1\+63\+16\+0\+0\+3\);\2=\$t\[0\];return\[\1,\2\];$/);
  expect(table[3]).toEqual(Uint8Array.from(Buffer.from('plain\xff', 'latin1')));
  expect(table[0]).toBe(fixed.toWire);
});

test.each([
  ['lacks a number', { ...whole, code: whole.code.replace('7003', '1') }],
  ['lacks a string', { ...whole, table: whole.table.slice(1) }],
  ['has a number that stands for nothing', { ...whole, code: `${whole.code}7099;` }],
])('a template that %s is refused when it is loaded', (_, compiled) => {
  expect(() => new Template(compiled)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});

test('filling takes well under 100 µs', () => {
  const template = new Template(whole);
  const times = Array.from({ length: 2000 }, () => {
    const start = performance.now();
    template.fill(fixed);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  expect(times[1000]!).toBeLessThan(0.1);
});

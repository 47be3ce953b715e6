import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cpu6Error } from '../errors/error.js';
import { type Applet, decodeApplet, encodeApplet, measure } from './applet.js';

const applet: Applet = {
  header: {
    name: 'x',
    version: '1.0.0',
    gate: [['m', 0, 0, 0, 60, 60]],
    server: [],
    card: [],
    state: 0,
    caps: [],
    vars: 0,
    ms: 0,
  },
  table: [Buffer.from('Pay '), Uint8Array.of(0, 255)],
  code: 'var $f;return[$f]',
};

test('canonical bytes come back as the applet, and the same applet has the same bytes and measurement', () => {
  const bytes = encodeApplet(applet);
  const back = decodeApplet(bytes);
  expect(back.header).toEqual(applet.header);
  expect(back.code).toBe(applet.code);
  expect(back.table.map((t) => [...t])).toEqual(applet.table.map((t) => [...t]));
  expect(encodeApplet(back)).toEqual(bytes);
  expect(Buffer.from(measure(bytes)).toString('hex')).toMatch(/^[0-9a-f]{64}$/);
  expect(measure(encodeApplet({ ...applet, code: `${applet.code};` }))).not.toEqual(measure(bytes));
});

test('code or header that is not printable ASCII is refused', () => {
  expect(() => encodeApplet({ ...applet, code: 'é' })).toThrow(Cpu6Error);
  expect(() => encodeApplet({ ...applet, code: 'a\nb' })).toThrow(Cpu6Error);
  expect(() => encodeApplet({ ...applet, header: { ...applet.header, name: 'é' } })).toThrow('printable');
});

test('a section that its length field cannot tell is APPLET_TOO_BIG', () => {
  const tooBig = expect.objectContaining({ code: 'APPLET_TOO_BIG' });
  expect(() => encodeApplet({ ...applet, code: 'x'.repeat(0x10000) })).toThrow(tooBig);
  expect(() => encodeApplet({ ...applet, table: [new Uint8Array(0x10000)] })).toThrow(tooBig);
  expect(decodeApplet(encodeApplet({ ...applet, code: 'x'.repeat(0xffff) })).code).toHaveLength(0xffff);
});

test('every truncation, and bytes that follow, are APPLET_MALFORMED', () => {
  const bytes = encodeApplet(applet);
  for (let n = 0; n < bytes.length; n++) expect(() => decodeApplet(bytes.subarray(0, n))).toThrow('malformed');
  expect(() => decodeApplet(Buffer.concat([bytes, Uint8Array.of(0)]))).toThrow('malformed');
});

test('what does not begin as an applet is APPLET_MALFORMED', () => {
  for (let i = 0; i < 4; i++) {
    const other = Uint8Array.from(encodeApplet(applet));
    other[i]! ^= 0x20;
    expect(() => decodeApplet(other)).toThrow('malformed');
  }
});

/** Canonical bytes with these texts in place of header and code, and that table section. */
const bytesOf = (header: string, table: Uint8Array, code = 'return[]'): Buffer => {
  const section = (data: Uint8Array): Uint8Array[] => [Uint8Array.of(data.length & 255, data.length >> 8), data];
  return Buffer.concat([
    Buffer.from('c6a1'),
    ...section(Buffer.from(header, 'latin1')),
    ...section(table),
    ...section(Buffer.from(code, 'latin1')),
  ]);
};

test('header or code in another form than the one they are written in are APPLET_MALFORMED', () => {
  const header = JSON.stringify(applet.header);
  const none = new Uint8Array(0);
  expect(decodeApplet(bytesOf(header, none)).header).toEqual(applet.header);
  for (const other of [`${header} `, header.replace('1.0.0', '1.0.\\u0030'), header.replace('"x"', '"\xe9"'), '{', 'x'])
    expect(() => decodeApplet(bytesOf(other, none))).toThrow('malformed');
  for (const code of ['return[\n]', 'return["\xe9"]'])
    expect(() => decodeApplet(bytesOf(header, none, code))).toThrow('malformed');
});

test('a text of the table that reaches beyond the table is APPLET_MALFORMED', () => {
  const header = JSON.stringify(applet.header);
  const bytes = bytesOf(header, Uint8Array.of(1, 0, 65));
  expect(decodeApplet(bytes).table).toEqual([Uint8Array.of(65)]);
  // The table is said to be two bytes long; its text still takes three, and everything else follows in place.
  bytes[6 + header.length] = 2;
  expect(() => decodeApplet(bytes)).toThrow('malformed');
});

test('random and mutated bytes never give anything but an applet or APPLET_MALFORMED', () => {
  const bytes = encodeApplet(applet);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 }),
      (changes) => {
        const bad = Uint8Array.from(bytes);
        for (const [at, value] of changes) bad[at] = value;
        try {
          decodeApplet(bad);
        } catch (error) {
          expect((error as Cpu6Error).code).toBe('APPLET_MALFORMED');
        }
      },
    ),
    { numRuns: 1000 },
  );
});

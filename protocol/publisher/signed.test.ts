// Signatures of applets: what they cover, and how keys follow each other.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeApplet, encodeApplet } from '../applet/applet.js';
import type { AppletHeader } from '../applet/header.js';
import { Cpu6Error } from '../errors/error.js';
import { recorded } from './recorded.js';
import { chainFrom, checkSigned, decodeSigned, encodeSigned, signApplet } from './signed.js';

const { first, second, successor: link, moved12: signed } = recorded;
const stranger = new Uint8Array(32).fill(9);
const applet = Uint8Array.from(recorded.movedApplet);
const changed = (change: Partial<AppletHeader>, code?: string): Uint8Array => {
  const a = decodeApplet(applet);
  return encodeApplet({ ...a, header: { ...a.header, ...change }, code: code ?? a.code });
};
const wrong = expect.objectContaining({ code: 'SIGNATURE_WRONG' });

describe('a signed applet', () => {
  test('says who signed which release of what', () => {
    expect(checkSigned(applet, signed)).toMatchObject({ name: 'shop', version: '2.0.0', release: 12 });
  });

  test('is refused after any change: code, name, version, release, key', () => {
    for (const [canonical, s] of [
      [changed({}, 'var $b;return[];'), signed],
      [changed({ name: 'shoq' }), signed],
      [changed({ version: '2.0.1' }), signed],
      [applet, { ...signed, release: 13 }],
      [applet, { ...signed, release: 0 }],
      [applet, { ...signed, publisher: first }],
    ] as const)
      expect(() => checkSigned(canonical, s)).toThrow(wrong);
  });

  test('has a release from 1 to 4,294,967,295', () => {
    const keys = { publicKey: first, privateKey: new Uint8Array(64) };
    for (const release of [0, -1, 1.5, 0x1_0000_0000])
      expect(() => signApplet(applet, keys, release)).toThrow(RangeError);
  });

  test('carries the keys that lead to its own, and a broken chain is refused', () => {
    expect(chainFrom(signed, second)).toEqual([]);
    expect(chainFrom(signed, first)).toEqual([link]);
    expect(chainFrom(signed, stranger)).toBeUndefined();
    for (const successors of [
      [{ ...link, next: stranger }],
      [{ ...link, publisher: stranger }],
      [link, link],
      // A signature of an applet is none of a successor.
      [{ ...link, signature: signed.signature }],
    ])
      expect(() => checkSigned(applet, { ...signed, successors })).toThrow(wrong);
  });

  test('comes back from its file as it was; a file cut or changed anywhere is refused with a code', () => {
    const file = encodeSigned(signed);
    expect(decodeSigned(file)).toEqual(signed);
    for (const length of [0, 3, 4, 40, file.length - 1])
      expect(() => decodeSigned(file.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_MALFORMED' }),
      );
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, x) => {
        const bad = Uint8Array.from(file);
        bad[at]! ^= x;
        let code = '';
        try {
          checkSigned(applet, decodeSigned(bad));
        } catch (error) {
          code = (error as Cpu6Error).code;
        }
        expect(['SIGNATURE_MALFORMED', 'SIGNATURE_WRONG']).toContain(code);
      }),
      { numRuns: 60 },
    );
  });

  test('random bytes are refused with a code and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        for (const bytes of [noise, Buffer.concat([Buffer.from('c6s1'), noise])])
          try {
            decodeSigned(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(Cpu6Error);
          }
      }),
    );
  });
});

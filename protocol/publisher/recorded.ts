// Test code: signatures that hil/record-signatures.ts has made once, as each takes seconds.
import { readFileSync } from 'node:fs';
import { decodeSigned, decodeSuccessor } from './signed.js';

const file = JSON.parse(readFileSync('protocol/publisher/vectors/recorded.json', 'utf8')) as Record<string, string>;
const bytes = (name: string): Uint8Array => Uint8Array.from(Buffer.from(file[name]!, 'base64'));
const signed = (name: string) => decodeSigned(bytes(name));

export const recorded = {
  /** Public keys of the publisher, and of the one that takes its place. */
  first: bytes('first'),
  second: bytes('second'),
  successor: decodeSuccessor(bytes('successor')),
  /** Of device/testing/programs.ts: `shopApplet` as release 10, `shopApplet2` as 11 and as 9, `movedApplet` as 12 by `second`. */
  shop10: signed('shop10'),
  newer11: signed('newer11'),
  older9: signed('older9'),
  moved12: signed('moved12'),
  movedApplet: bytes('movedApplet'),
  /** Of server/test/fixture.ts: version 1.0.0 as release 10. */
  server10: signed('server10'),
};

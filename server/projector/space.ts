// How large the space is that epochs are drawn from, and how far two draws of it are apart.
import { decodeApplet } from '../../protocol/applet/applet.js';
import { type SuiteName, suites } from '../../protocol/crypto/suites.js';
import { channelCodes, wireCodes } from '../../protocol/messages/channel.js';
import { ServerChannel } from './channel.js';
import { blocks, heads, innerTags, places } from './draw.js';
import type { Projector } from './projector.js';
import { randomBytes } from './random.js';

const log2Factorial = (n: number): number => (n < 2 ? 0 : Math.log2(n) + log2Factorial(n - 1));

/** Bits of one suite's draws. `form`: what the code looks like and does; `bytes`: constants in it and in the derivation. */
export function spaceOf(projector: Projector, suite: SuiteName): { readonly form: number; readonly bytes: number } {
  const { names, pool, statements, table, runs } = projector.template(suite).shape;
  const constants = suites[suite].nonce - 2;
  const form =
    log2Factorial(wireCodes) -
    log2Factorial(wireCodes - channelCodes) +
    Math.log2(heads.length * places.length * blocks.length) +
    Math.log2(2 + innerTags) +
    Math.log2(2 * (constants + 1)) +
    (log2Factorial(pool) - log2Factorial(pool - names)) + // which name is which
    log2Factorial(names) + // the order in which they are listed
    (log2Factorial(statements) - log2Factorial(runs)) + // at least: what runs keeps its order
    log2Factorial(table);
  return { form, bytes: 8 * (constants + 16 + 8) };
}

/** Share of places at which both have the same byte, from 0 to 1. */
function equalPlaces(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let same = 0;
  for (let i = 0; i < length; i++) if (a[i] === b[i]) same++;
  return same / Math.max(a.length, b.length, 1);
}

/** Length of the longest run of bytes that both have in this order (not side by side), over the longer length. */
function inOrder(a: Uint8Array, b: Uint8Array): number {
  let before = new Uint16Array(b.length + 1);
  for (const x of a) {
    const row = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++)
      row[j] = x === b[j - 1] ? before[j - 1]! + 1 : Math.max(before[j]!, row[j - 1]!);
    before = row;
  }
  return before[b.length]! / Math.max(a.length, b.length, 1);
}

export interface Difference {
  /** Code: same byte at the same place; same bytes in the same order, however far apart. */
  readonly places: number;
  readonly order: number;
  /** Records of the same messages under the same keys: same byte at the same place. */
  readonly wire: number;
}

/** Means over `count` pairs of draws of a suite. */
export function differenceOf(projector: Projector, suite: SuiteName, count: number): Difference {
  let [places, order, wire] = [0, 0, 0];
  const key = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
  for (let i = 0; i < count; i++) {
    const keys = { down: key(), up: key() };
    const pair = [projector.project(suite), projector.project(suite)] as const;
    const [a, b] = pair.map((p) => Buffer.from(decodeApplet(p.channel).code, 'latin1')) as [Buffer, Buffer];
    places += equalPlaces(a, b);
    order += inOrder(a, b);
    const [x, y] = pair.map((p) => {
      const channel = new ServerChannel(p.draw, structuredClone(keys));
      return Buffer.concat(Array.from({ length: 8 }, (_, n) => channel.seal(Uint8Array.of(7, n, ...Buffer.alloc(40)))));
    }) as [Buffer, Buffer];
    wire += equalPlaces(x, y);
  }
  return { places: places / count, order: order / count, wire: wire / count };
}

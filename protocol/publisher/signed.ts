// The signature of an applet as a file beside it (`NAME.applet.sig`): who signed which release, and how a card that knows
// an older key of the publisher comes to the one that signed.
//
//   "c6s1" ‖ record of the fields below
import { decodeApplet, measure } from '../applet/applet.js';
import { equal } from '../crypto/hmac.js';
import { Cpu6Error } from '../errors/error.js';
import { decode, encode, SchemaError } from '../schema/codec.js';
import { blob, bytes, type Infer, list, record, u32 } from '../schema/types.js';
import { isSignedBy, type PublisherKeys, signatureLength, signWith } from './slh-dsa.js';
import {
  type AppletStatement,
  appletContext,
  appletStatement,
  successorContext,
  successorStatement,
} from './statement.js';

const successor = record({
  publisher: bytes(32),
  next: bytes(32),
  signature: blob(signatureLength),
});
/** One key names the next, signed by itself. */
export type Successor = Infer<typeof successor>;

const signed = record({
  publisher: bytes(32),
  release: u32,
  signature: blob(signatureLength),
  /** From the oldest key to `publisher`. */
  successors: list(successor, 8),
});
export type SignedApplet = Infer<typeof signed>;

const magic = Buffer.from('c6s1', 'ascii');
const successorMagic = Buffer.from('c6n1', 'ascii');

const malformed = (why: string): Cpu6Error => new Cpu6Error('SIGNATURE_MALFORMED', { why });

/** The statement that a signature of this applet is about. Throws `APPLET_MALFORMED`. */
export function statementOf(canonical: Uint8Array, release: number): AppletStatement {
  const { name, version } = decodeApplet(canonical).header;
  return { measurement: Uint8Array.from(measure(canonical)), release, name, version };
}

/** Signs an applet. `release`: 1 to 4,294,967,295. Takes seconds. */
export function signApplet(
  canonical: Uint8Array,
  keys: PublisherKeys,
  release: number,
  successors: readonly Successor[] = [],
): SignedApplet {
  if (!Number.isInteger(release) || release < 1 || release > 0xffff_ffff)
    throw new RangeError('"release" is no number from 1 to 4,294,967,295');
  const statement = appletStatement(statementOf(canonical, release));
  return {
    publisher: keys.publicKey,
    release,
    signature: signWith(keys.privateKey, appletContext, statement),
    successors: [...successors],
  };
}

/** The old key names the new one. Takes seconds. */
export const signSuccessor = (old: PublisherKeys, next: Uint8Array): Successor => ({
  publisher: old.publicKey,
  next,
  signature: signWith(old.privateKey, successorContext, successorStatement(old.publicKey, next)),
});

/**
 * Checks a signature, and that its chain of keys is whole. Returns what was signed.
 * Throws `SIGNATURE_WRONG`, or `APPLET_MALFORMED` for what is no applet.
 */
export function checkSigned(canonical: Uint8Array, s: SignedApplet): AppletStatement {
  const statement = statementOf(canonical, s.release);
  if (s.release === 0) throw new Cpu6Error('SIGNATURE_WRONG', { why: 'its release is 0' });
  if (!isSignedBy(s.publisher, appletContext, appletStatement(statement), s.signature))
    throw new Cpu6Error('SIGNATURE_WRONG', { why: 'the publisher did not sign this applet' });
  for (const [i, link] of s.successors.entries()) {
    checkSuccessor(link);
    if (!equal(link.next, s.successors[i + 1]?.publisher ?? s.publisher))
      throw new Cpu6Error('SIGNATURE_WRONG', { why: 'its chain of keys is broken' });
  }
  return statement;
}

/** Throws `SIGNATURE_WRONG`. */
export function checkSuccessor({ publisher, next, signature }: Successor): void {
  if (!isSignedBy(publisher, successorContext, successorStatement(publisher, next), signature))
    throw new Cpu6Error('SIGNATURE_WRONG', { why: 'the old key did not sign the new one' });
}

/** The links that lead from a key to the one that signed; `undefined` if that key leads nowhere. */
export function chainFrom(s: SignedApplet, publisher: Uint8Array): readonly Successor[] | undefined {
  if (equal(publisher, s.publisher)) return [];
  const at = s.successors.findIndex((link) => equal(link.publisher, publisher));
  return at < 0 ? undefined : s.successors.slice(at);
}

export const encodeSigned = (s: SignedApplet): Uint8Array => Buffer.concat([magic, encode(signed.descriptor, s)]);
export const encodeSuccessor = (s: Successor): Uint8Array =>
  Buffer.concat([successorMagic, encode(successor.descriptor, s)]);

/** Throws `SIGNATURE_MALFORMED`. Does not check the signature. */
export const decodeSigned = (input: Uint8Array): SignedApplet => read(input, magic, signed.descriptor) as SignedApplet;
/** Throws `SIGNATURE_MALFORMED`. Does not check the signature. */
export const decodeSuccessor = (input: Uint8Array): Successor =>
  read(input, successorMagic, successor.descriptor) as Successor;

function read(input: Uint8Array, start: Uint8Array, descriptor: typeof signed.descriptor): unknown {
  if (!equal(input.subarray(0, start.length), start)) throw malformed('it does not start as one');
  try {
    return decode(descriptor, input.subarray(start.length));
  } catch (error) {
    if (error instanceof SchemaError) throw malformed(error.message);
    throw error;
  }
}

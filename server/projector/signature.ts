// The publisher's signature of an applet as it travels to a card that wants it: the keys that lead from the one the card
// knows to the one that signed, then the signature itself.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { chainFrom, type SignedApplet } from '../../protocol/publisher/signed.js';
import { appletStatement, successorStatement } from '../../protocol/publisher/statement.js';

/** What of a process a card may want proved. */
export interface Provable {
  readonly name: string;
  readonly header: { readonly version: string };
  readonly measurement: Uint8Array;
  readonly signed: SignedApplet | undefined;
}

export interface Wanted {
  readonly signature: boolean;
  readonly publisher: Uint8Array;
}

const appletKind = 1;
const successorKind = 2;

/** The messages that follow `wanted`; none if the card knows the applet. Throws `SIGNATURE_MISSING`. */
export function* prove(process: Provable, wanted: Wanted, chunk: number): Generator<Uint8Array> {
  if (!wanted.signature) return;
  const { signed, name, measurement } = process;
  const chain = signed && chainFrom(signed, wanted.publisher);
  if (!signed || !chain) throw new Cpu6Error('SIGNATURE_MISSING', { process: name });
  for (const { publisher, next, signature } of chain)
    yield* one(successorKind, successorStatement(publisher, next), signature, chunk);
  const statement = appletStatement({
    measurement: Uint8Array.from(measurement),
    release: signed.release,
    name,
    version: process.header.version,
  });
  yield* one(appletKind, statement, signed.signature, chunk);
}

function* one(kind: number, statement: Uint8Array, signature: Uint8Array, chunk: number): Generator<Uint8Array> {
  yield channelMessages.encode('sign', { kind, statement });
  for (let at = 0; at < signature.length; at += chunk)
    yield channelMessages.encode('chunk', { body: signature.subarray(at, at + chunk) });
}

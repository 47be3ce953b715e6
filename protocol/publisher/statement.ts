// What publishers sign: an applet (its measurement, name, version and release), or the key that comes after their own.
//
// Each kind has its own context string, so that a signature of one is none of the other.
import { encode } from '../schema/codec.js';
import { bytes, type Infer, record, text, u32 } from '../schema/types.js';

const applet = record({
  /** SHA-256 over the applet's canonical bytes: name and version stand in them too, and must be the same. */
  measurement: bytes(32),
  /** Grows with every signature of a process; a card takes none that is older than what it ran. */
  release: u32,
  name: text(32),
  version: text(32),
});
/** What a publisher says of an applet. */
export type AppletStatement = Infer<typeof applet>;

export const appletContext = Buffer.from('cpu6 v1 applet', 'ascii');
export const successorContext = Buffer.from('cpu6 v1 successor', 'ascii');

export const appletStatement = (statement: AppletStatement): Uint8Array => encode(applet.descriptor, statement);

/** `publisher` names `next` as the key that takes its place. */
export const successorStatement = (publisher: Uint8Array, next: Uint8Array): Uint8Array =>
  Buffer.concat([publisher, next]);

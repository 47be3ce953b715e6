// An applet's canonical bytes: the unit that is measured, sealed, sent and verified.
//
//   "c6a1"  u16 header length, header (JSON, ASCII)
//           u16 table length,  table: strings, each u16 length + bytes
//           u16 code length,   code: confined program text (printable ASCII)
import { createHash } from 'node:crypto';
import { Cpu6Error } from '../errors/error.js';
import type { AppletHeader } from './header.js';

export interface Applet {
  readonly header: AppletHeader;
  /** Strings and long numbers' texts of the program, as bytes: `$t[i]` in the code. */
  readonly table: readonly Uint8Array[];
  /** Confined program text: the body of a function of `$c` (capabilities) and `$t` (table) that returns its exports. */
  readonly code: string;
}

const magic = Buffer.from('c6a1', 'ascii');
const printable = /^[\x20-\x7e]*$/;

function section(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length > 0xffff) throw new Cpu6Error('APPLET_TOO_BIG', { size: bytes.length, limit: 0xffff });
  const length = Buffer.alloc(2);
  length.writeUInt16LE(bytes.length);
  return [length, bytes];
}

export function encodeApplet(applet: Applet): Uint8Array {
  return sectioned(JSON.stringify(applet.header), applet);
}

/** The form with a header that is given as text. */
export function sectioned(header: string, { table, code }: Pick<Applet, 'table' | 'code'>): Uint8Array {
  if (!printable.test(header) || !printable.test(code))
    throw new Cpu6Error('APPLET_MALFORMED', { why: 'header and code must be printable ASCII' });
  return Buffer.concat([
    magic,
    ...section(Buffer.from(header, 'ascii')),
    ...section(Buffer.concat(table.flatMap(section))),
    ...section(Buffer.from(code, 'ascii')),
  ]);
}

/** Reads an applet. Throws `APPLET_MALFORMED` on anything that {@link encodeApplet} would not have written. */
export function decodeApplet(input: Uint8Array): Applet {
  const data = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const fail = (why: string): never => {
    throw new Cpu6Error('APPLET_MALFORMED', { why });
  };
  if (!data.subarray(0, 4).equals(magic)) fail('it does not start with "c6a1"');
  let at = 4;
  const next = (end: number): Buffer => {
    if (at + 2 > end) fail('it ends too early');
    const length = data.readUInt16LE(at);
    at += 2 + length;
    if (at > end) fail('it ends too early');
    return data.subarray(at - length, at);
  };
  const header = next(data.length).toString('latin1');
  const tableEnd = at + 2 + (at + 2 <= data.length ? data.readUInt16LE(at) : 0);
  if (tableEnd > data.length) fail('it ends too early');
  at += 2;
  const table: Uint8Array[] = [];
  while (at < tableEnd) table.push(Uint8Array.from(next(tableEnd)));
  const code = next(data.length).toString('latin1');
  if (at !== data.length) fail('bytes follow the code');
  if (!printable.test(header) || !printable.test(code)) fail('header and code must be printable ASCII');
  let parsed: AppletHeader;
  try {
    parsed = JSON.parse(header) as AppletHeader;
  } catch {
    return fail('its header is not JSON');
  }
  if (JSON.stringify(parsed) !== header) fail('its header is written in another way');
  return { header: parsed, table, code };
}

/** SHA-256 over the canonical bytes. */
export const measure = (canonical: Uint8Array): Uint8Array => createHash('sha256').update(canonical).digest();

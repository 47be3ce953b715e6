// Text that crosses the wire in errors: bounded, whole characters, no control characters.

/** At most `max` bytes of UTF-8, whole characters only. */
export function clip(text: string, max: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= max) return bytes.toString('utf8');
  let end = max;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8');
}

/** Lines from a card, of bytes as they are: control characters but the newline become dots. */
export const printableLines = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^\n\x20-\x7e]/g, '.');

/** Text from a card, for an error: at most 160 bytes, without control characters. */
export const printable = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, 160))
    .toString('utf8')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');

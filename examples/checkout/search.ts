// Looks for card numbers in recorded bytes, in every form in which a program might have written them.

/** Forms of a number: text, hex, base64 at each alignment, packed decimal (two digits a byte), UTF-16, reversed. */
function forms(pan: string): Buffer[] {
  const text = Buffer.from(pan, 'latin1');
  const padded = pan.length % 2 ? `0${pan}` : pan;
  const base64 = [0, 1, 2].map((lead) => {
    // The characters at both ends depend on the neighbours; the ones between do not.
    const encoded = Buffer.concat([Buffer.alloc(lead), text, Buffer.alloc(2)]).toString('base64');
    return Buffer.from(encoded.slice(4, 4 * Math.floor((lead + text.length) / 3)), 'latin1');
  });
  return [
    text,
    Buffer.from(text.toString('hex'), 'latin1'),
    ...base64,
    Buffer.from(padded, 'hex'),
    Buffer.from(pan, 'utf16le'),
    Buffer.from([...pan].reverse().join(''), 'latin1'),
  ].filter((form) => form.length >= 6);
}

/** Those of `pans` that occur in `data`. */
export const findNumbers = (data: Buffer, pans: readonly string[]): string[] =>
  pans.filter((pan) => forms(pan).some((form) => data.includes(form)));

// Intel HEX: lines of a count, an address, a type, data, and a sum that makes the bytes add up to zero.

const line = /^:([0-9a-fA-F]{2}){5,}$/;
const endOfFile = 1;
const types = 6;

/** Why it is no whole file of that kind. For which board it is it does not say. */
export function hexProblem(image: Uint8Array): string | undefined {
  const lines = Buffer.from(image).toString('latin1').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  let ended = false;
  for (const [i, text] of lines.entries()) {
    if (ended) return `line ${i + 1} comes after the end`;
    if (!line.test(text)) return `line ${i + 1} is no record`;
    const bytes = Buffer.from(text.slice(1), 'hex');
    if (bytes[0] !== bytes.length - 5) return `line ${i + 1} has another length than it says`;
    if (bytes.reduce((sum, byte) => (sum + byte) & 255, 0) !== 0) return `the sum of line ${i + 1} is wrong`;
    // Types above 5 are those of the micro:bit's universal files.
    if (bytes[3]! >= types && bytes[3]! < 0x0a) return `line ${i + 1} is of unknown type`;
    ended = bytes[3] === endOfFile;
  }
  return ended ? undefined : 'it has no end record';
}

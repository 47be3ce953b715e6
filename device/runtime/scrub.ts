// Overwrites free memory, so that what a session left there does not outlive it.
//
// Keys are arrays that are zeroed in place; plaintext, program text and native temporaries are only freed. Allocation
// takes the block that was freed last, so filling most of what is free with zeros reaches them.

/** Blocks left alone: running out of memory cannot be caught. */
const reserve = 150;
const piece = 240;

/**
 * The interpreter sets a global where a member is set whose record was dropped meanwhile (`$a.$b=($a=0)`): confined code can
 * leave such names, which begin with its sigil or are numbers. No confined code can read them; they go all the same.
 */
export function sweep(): void {
  'cold';
  for (const name of Object.keys(global)) if (name[0] === '$' || name < ':') delete global[name];
}

export function scrub(): void {
  sweep();
  const memory = process.memory();
  const zeros = E.toString(new Uint8Array(piece));
  const each = Math.ceil(piece / (memory.blocksize - 4)) + 3;
  const pieces: string[] = [];
  // The list's own entries and the slack of the last blocks are counted in `each`.
  for (let n = Math.floor((memory.free - reserve) / each); n > 0; n--) pieces.push(zeros.substr(0));
}

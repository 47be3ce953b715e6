// Records: what patterns leave over.

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** The members of `of` whose names are not in `taken`. */
export function $rest(of: Any, taken: Any[]): Any {
  const out: Any = {};
  for (const k of Object.keys(of)) if (!taken.includes(k)) out[k] = of[k];
  return out;
}

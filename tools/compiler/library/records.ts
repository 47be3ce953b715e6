// Records: what patterns leave over.

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** The members of `of` whose names are not in `taken`. */
export function $rest(of: Any, taken: Any[]): Any {
  const out: Any = {};
  for (const k of Object.keys(of)) if (!taken.includes(k)) out[k] = of[k];
  return out;
}

/** `of.length = n`. */
export function $setLength(of: Any, n: Any): Any {
  if (!Array.isArray(of)) of.length = n;
  else if (n < of.length) of.splice(n, of.length - n);
  else while (of.length < n) of.push(undefined);
  return n;
}

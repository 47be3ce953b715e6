// What confined code may spell. The compiler's confine pass and the verifier on the card are both made from this table.
//
// Confined code is the body of `function($c,$t){…}`, printable ASCII, and starts with `var $a,$b,…;`: the one list of
// every local name that the code uses. Names start with the sigil `$`. Anything that is not listed here is refused.

/** First character of every name the author's program may introduce: locals, parameters and member names. */
export const sigil = '$';
/** Characters of a name after the sigil, and its greatest length (Espruino cuts names at 63). */
export const namePattern = /^\$[A-Za-z0-9_]{1,24}$/;

/** Parameters of the outermost function, in order. */
export const parameters = ['$c', '$t'] as const;

export const keywords = [
  'var',
  'function',
  'return',
  'if',
  'else',
  'for',
  'while',
  'do',
  'break',
  'continue',
  'switch',
  'case',
  'default',
  'throw',
  'try',
  'catch',
  'finally',
  'typeof',
  'void',
  'null',
  'true',
  'false',
] as const;

/** Built-in methods: allowed only when called at once (`.push(`), so that no native function becomes a value. */
export const methods = [
  'push',
  'pop',
  'slice',
  'splice',
  'concat',
  'join',
  'indexOf',
  'fill',
  'set',
  'subarray',
  'charCodeAt',
  'substr',
  'substring',
  'split',
  'toString',
  'then',
  'catch',
] as const;

/** Built-in data members: allowed for reading. */
export const members = ['length', 'message'] as const;

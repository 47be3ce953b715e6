// What confined code may spell. The compiler's confine pass and the verifier on the card are both made from this table.
//
// Confined code is the body of `function($c,$t){…}`, printable ASCII, and starts with `var $a,$b,…;`: the one list of
// every local name that the code uses. Names start with the sigil `$`. Anything that is not listed here is refused.
// The lists are texts because the card looks words up in text: arrays would cost it memory. Each ends with a dot, which
// stands in no entry: Espruino's `indexOf` also finds a needle of which the text ends with a beginning.

/** First character of every name the author's program may introduce: locals, parameters and member names. */
export const sigil = '$';
/** Most characters of a name after the sigil (Espruino cuts names at 63). */
export const nameLength = 24;
/** A name: the sigil and 1 to {@link nameLength} letters, digits or underscores. */
export const namePattern = /^\$[A-Za-z0-9_]{1,24}$/;

/** Parameters of the outermost function, in order: capabilities, texts, guard. */
export const parameters = ['$c', '$t', '$g'] as const;
/**
 * What every function body and every loop body begins with: a call that throws when the time is over. The parameter is
 * named nowhere else. Behind it stands a semicolon, or the end of the body.
 */
export const guardText = '{$g()';

/** Brackets, and what else nests, that may be open at once: the interpreter's parser recurses for each. */
export const depthLimit = 64;
/** Of those, the ones without a bracket, at one place: signs before a value, assignments, choices, `else if`. */
export const chainLimit = 20;
/** Arguments of one call: natives get them on the stack. */
export const argumentLimit = 64;

/**
 * Words of the language, each with its kind: 0 statement or operator, 3 a value, 4 `else`, 5 `of`, 6 an operator before a
 * value; above, what a head in parentheses follows, odd if a guarded body comes then: 7 and 8, and 9 and `:` (which is 10)
 * for those that begin a statement. Missing on purpose: this, new, delete, in, instanceof, class, super, let, const, with,
 * debugger, undefined, while, do.
 */
export const keywordText =
  ' function:7 var:0 return:0 if:: else:4 for:9 of:5 break:0 continue:0 switch:: case:0 default:0 throw:0 try:0 catch:8 finally:0 typeof:6 void:6 null:3 true:3 false:3 .';

/** Built-in methods: allowed only when called at once (`.push(`), so that no native function becomes a value. */
export const methodText =
  ' substr charCodeAt push indexOf charAt substring map forEach concat set fill filter shift pop splice split startsWith endsWith includes every some reverse unshift trim toUpperCase toLowerCase toString .';

/**
 * Built-in methods that an author may call, but through a member of `$c`: by themselves they would run on and on, with a
 * huge count or on a list or view of huge length, or run code when the time is over. The value becomes the first argument.
 */
export const mediated: Readonly<Record<string, string>> = /* @__PURE__ */ Object.fromEntries([
  ['then', '$then'],
  ['catch', '$then'],
  ['join', '$join'],
  ['slice', '$slice'],
  ['subarray', '$sub'],
  ['repeat', '$repeat'],
  ['padStart', '$pad'],
  ['padEnd', '$pad'],
]);

/** Built-in data members: allowed for reading. */
export const memberText = ' length message .';

/** Operators that set their left side. */
export const assignmentText = ' = += -= *= /= %= &= |= ^= <<= >>= >>>= .';

/** All other operators; `?` belongs to the conditional. */
export const operatorText = ' == === != !== < > <= >= + - * / % & | ^ ~ ! << >> >>> && || ?? ? ++ -- .';

/** Marked, so that the card's build leaves the lists out. */
const list = (text: string): string[] =>
  text
    .slice(1, -2)
    .replace(/:[\d:]/g, '')
    .split(' ');
const both = (of: typeof list, text: string): string[] => [...of(text), ...Object.keys(mediated)];
export const keywords = /* @__PURE__ */ list(keywordText);
export const methods = /* @__PURE__ */ both(list, methodText);
export const members = /* @__PURE__ */ list(memberText);

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

/** Parameters of the outermost function, in order. */
export const parameters = ['$c', '$t'] as const;

/** Brackets that may be open at once. */
export const depthLimit = 48;

/** Words of the language. Missing on purpose: this, new, delete, in, instanceof, class, super, let, const, with, debugger, undefined. */
export const keywordText =
  ' var function return if else for of while do break continue switch case default throw try catch finally typeof void null true false .';

/** Built-in methods: allowed only when called at once (`.push(`), so that no native function becomes a value. */
export const methodText =
  ' push pop shift unshift slice splice concat join indexOf includes map filter forEach every some reverse fill set subarray charAt charCodeAt substr substring split startsWith endsWith trim toUpperCase toLowerCase repeat padStart padEnd toString then catch .';

/** Built-in data members: allowed for reading. */
export const memberText = ' length message .';

/** Operators that set their left side. */
export const assignmentText = ' = += -= *= /= %= &= |= ^= <<= >>= >>>= .';

/** All other operators; `?` belongs to the conditional. */
export const operatorText = ' == === != !== < > <= >= + - * / % & | ^ ~ ! << >> >>> && || ?? ? ++ -- .';

/** Marked, so that the card's build leaves the lists out. */
const list = (text: string): string[] => text.slice(1, -2).split(' ');
export const keywords = /* @__PURE__ */ list(keywordText);
export const methods = /* @__PURE__ */ list(methodText);
export const members = /* @__PURE__ */ list(memberText);

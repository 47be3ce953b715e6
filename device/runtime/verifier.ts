// Decides whether program text is confined: one pass over its tokens, against the table in protocol/subset.
//
// It trusts nobody. What it enforces is stated for tokens, not for grammar, so it holds however Espruino's parser
// stumbles through a text that is not a program: every word is a keyword of the list or a listed local, or stands
// directly behind a dot and is harmless there; an index is a number by its written form; a slash divides; nothing
// native becomes a value; nothing is assigned but locals and members of what a local holds.
import {
  assignmentText,
  depthLimit,
  keywordText,
  memberText,
  methodText,
  nameLength,
  operatorText,
} from '../../protocol/subset/table.js';

declare const E: { toArrayBuffer(text: string): ArrayBuffer };

/** Empty if `code` is confined, else `reason at offset`. */
export function verify(code: string): string {
  // The string's own bytes, without a copy.
  return verifyBytes(code, new Uint8Array(E.toArrayBuffer(code)));
}

/** The same, given the bytes of `code` beside it: one for each character. */
export function verifyBytes(code: string, text: Uint8Array): string {
  const end = code.length;
  // Kinds of characters: 0 digit, 1 letter, 2 operator, 3 punctuation, 4 space, 9 not allowed.
  const kind = new Uint8Array(256);
  kind.fill(9);
  kind.fill(0, 48, 58);
  kind.fill(1, 65, 91);
  kind.fill(1, 97, 123);
  kind[36] = kind[95] = 1;
  kind.fill(2, 37, 39);
  kind.fill(2, 42, 44);
  kind.fill(2, 60, 64);
  kind[33] = kind[45] = kind[47] = kind[94] = kind[124] = kind[126] = 2;
  kind.fill(3, 40, 42);
  kind.fill(3, 58, 60);
  kind[44] = kind[46] = kind[91] = kind[93] = kind[123] = kind[125] = 3;
  kind[32] = 4;
  // Ends with punctuation, so that no run of characters passes the end.
  if (code.substr(0, 4) !== 'var ' || kind[text[end - 1]!] !== 3) return 'form at 0';

  const names: Record<string, number> = { $c: 1, $t: 1 };
  let i = 4;
  for (;;) {
    if (text[i] !== 36) return `name at ${i}`;
    let j = i + 1;
    while (kind[text[j]!]! < 2) j++;
    if (j - i < 2 || j - i > nameLength + 1) return `name at ${i}`;
    names[code.substring(i, j)] = 1;
    i = j + 1;
    if (text[j] === 59) break;
    if (text[j] !== 44) return `list at ${j}`;
    if (i >= end) return `list at ${j}`;
  }

  // Open brackets: their characters; 1 and 2 for an index on a value of that kind (see `last`).
  const open: number[] = [];
  let top = 0;
  // What stands before: 0 no value, 1 a value that may be set, 2 another value, 3 a number, 4 a dot, 5 a closed brace.
  let last = 0;
  // First character of the token before, and whether that dot follows what may be set.
  let before = 59;
  let settable = 1;
  let j = 0;
  for (; i < end; i = j) {
    const c = text[i]!;
    const k = kind[c]!;
    j = i + 1;
    if (k === 4) continue;
    if (k === 9) return `character at ${i}`;
    if (last === 4 && k !== 1) return `dot at ${i}`;
    if (k === 1) {
      while (kind[text[j]!]! < 2) j++;
      const word = code.substring(i, j);
      if (c === 36) {
        if (j - i < 2 || j - i > nameLength + 1) return `name at ${i}`;
        if (last === 4) last = settable;
        else if (names[word]) last = 1;
        // A key: a colon behind it, a brace or comma before it.
        else if (text[j] === 58 && (before === 123 || before === 44)) last = 0;
        else return `unlisted at ${i}`;
      } else if (last === 4) {
        const padded = ` ${word} `;
        // A method is called at once, so that it never becomes a value.
        if (memberText.indexOf(padded) < 0 && (text[j] !== 40 || methodText.indexOf(padded) < 0)) return `member at ${i}`;
        last = 2;
      } else {
        if (keywordText.indexOf(` ${word} `) < 0) return `word at ${i}`;
        if (word === 'of' && last !== 1) return `target at ${i}`;
        last = word === 'null' || word === 'true' || word === 'false' ? 2 : 0;
      }
    } else if (k === 0) {
      if (c === 48 && text[j] === 120) {
        do j++;
        while (kind[text[j]!] === 0 || (text[j]! > 96 && text[j]! < 103));
      } else while (kind[text[j]!] === 0) j++;
      if (kind[text[j]!] === 1 || text[j] === 46) return `number at ${i}`;
      last = 3;
    } else if (k === 2) {
      while (kind[text[j]!] === 2) j++;
      const operator = ` ${code.substring(i, j)} `;
      const sets = assignmentText.indexOf(operator) >= 0;
      if (sets || operator === ' ++ ' || operator === ' -- ') {
        // Behind what may be set `/=` is no start of a regular expression.
        if (last !== 1 || (sets && top && top < 3)) return `target at ${i}`;
      } else if (operatorText.indexOf(operator) < 0) return `operator at ${i}`;
      else if (c === 47 && (!last || last > 3)) return `slash at ${i}`;
      // These would make an index of something else than its last number.
      if (top && top < 3 && (c === 63 || operator === ' && ' || operator === ' || ')) return `index at ${i}`;
      last = 0;
    } else if (c === 46) {
      if (!last || last > 2) return `dot at ${i}`;
      settable = last;
      last = 4;
    } else if (c === 40 || c === 91 || c === 123) {
      if (top && top < 3 && c === 123) return `index at ${i}`;
      if (open.length > depthLimit) return `depth at ${i}`;
      open.push(top);
      top = c;
      if (c === 91) {
        if (last > 2) return `index at ${i}`;
        if (last) top = last;
      }
      last = 0;
    } else if (c === 41 || c === 93 || c === 125) {
      // A round or curly bracket closes its like; a square one closes a list, or an index that is a number.
      if (c === 93 && top && top < 3) {
        const ends = text[i - 1] === 48 && text[i - 2] === 124 && kind[text[i - 3]!] !== 2;
        if (last !== 3 || (!ends && !numberOnly(text, kind, i))) return `index at ${i}`;
        last = top;
      } else {
        if (top !== (c === 41 ? 40 : c - 2)) return `bracket at ${i}`;
        last = c === 125 ? 5 : 2;
      }
      top = open.pop()!;
    } else {
      // Comma, semicolon, colon.
      if (top && top < 3) return `index at ${i}`;
      last = 0;
    }
    before = c;
  }
  return top || last === 4 ? `end at ${end}` : '';
}

/** Is all that stands between an opening bracket and `i` digits? */
function numberOnly(text: Uint8Array, kind: Uint8Array, i: number): boolean {
  let at = i - 1;
  while (kind[text[at]!] === 0) at--;
  return text[at] === 91;
}

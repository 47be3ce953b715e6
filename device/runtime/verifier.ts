// Decides whether program text is confined: one pass over its tokens, against the table in protocol/subset.
//
// It trusts nobody. What it enforces is stated for tokens, not for grammar, so it holds however Espruino's parser
// stumbles through a text that is not a program: every word is a keyword of the list or a listed local, or stands
// directly behind a dot and is harmless there; an index is a number by its written form; a slash divides; nothing
// native becomes a value; nothing is assigned but locals and members of what a local holds; no function has a name, so
// that none takes another's place; every body of a function or loop begins with the guard; nothing nests without end.
import {
  argumentLimit,
  assignmentText,
  chainLimit,
  depthLimit,
  guardText,
  keywordText,
  memberText,
  methodText,
  nameLength,
  operatorText,
} from '../../protocol/subset/table.js';

/**
 * Empty if `code` is confined, else `reason at offset`. `text`: its bytes, one for each character.
 *
 * One small function per kind of character takes the token that begins with it: the interpreter reads the text of all
 * that stands in a loop at every turn, and a function's only when it is called. Of the names that they share the most
 * used stand first, since each is looked for from the beginning.
 */
export function verifyBytes(code: string, text: Uint8Array): string {
  'cold';
  // Here the token begins, there it ends.
  let i = 4;
  let j = 0;
  // What stands before: 0 no value, 1 a value that may be set, 2 another value, 3 a number, 4 a dot, 5 a closed brace,
  // 6 an open brace or a comma: no value, and a key may follow; 7 a word that a guarded head follows, 8 one that another
  // head does, 9 such a head, or `else`: a statement follows.
  let last = 0;
  // Kinds of characters, see `take`. Those of words are below 3.
  const kind = new Uint8Array(256);
  const names: Record<string, number> = { $c: 1, $t: 1 };
  // The innermost open bracket: its character, 90 for a list where a key may stand, 41 and 39 for a head in parentheses
  // with a guarded body or another one, 1 and 2 for an index on a value of that kind.
  let top = 0;
  // The kind of value before the last dot.
  let settable = 1;
  // What nests without a bracket: signs, assignments and choices here, `else if` here, and all of that with the brackets.
  let nest = 0;
  let chain = 0;
  let deep = 0;
  // Commas in the innermost bracket.
  let commas = 0;
  // `top`, `commas`, `chain` and `nest` of the brackets around, a byte of each.
  const open = new Uint32Array(depthLimit + 1);
  let depth = 0;
  // Where a list ended that stands where a key may stand.
  let keyEnd = 0;
  const end = code.length;
  // Here, so that they are gone when it is done.
  const keywords = keywordText;
  const methods = methodText;
  const members = memberText;
  const operators = operatorText;
  const assignments = assignmentText;

  /** One more that nests without a bracket. */
  const deeper = (): string | undefined => {
    return ++nest > chainLimit ? 'depth' : undefined;
  };

  /** Opens a bracket of that kind. */
  const enter = (what: number): string | undefined => {
    open[depth++] = top | (commas << 8) | (chain << 16) | (nest << 24);
    deep += chain + nest + 1;
    top = what;
    commas = chain = nest = 0;
    return deep > depthLimit ? 'depth' : undefined;
  };

  const keyword = (what: number): string | undefined => {
    const was = last;
    last = 0;
    if (what > 6) {
      // A head in parentheses has to follow, but for a catch without one.
      if (text[j] !== 40) return what === 8 && text[j] === 123 ? undefined : 'head';
      last = what & 1 ? 7 : 8;
      if (what > 8) {
        // A statement: behind a head or `else` it goes on with what nests there, else it begins anew.
        chain = was === 9 ? chain + 1 : 0;
        if (chain > chainLimit) return 'depth';
      }
    } else if (what === 3) last = 2;
    else if (what === 4) last = 9;
    else if (what === 5) return was !== 1 || top !== 41 ? 'target' : undefined;
    else if (what) return deeper();
  };

  /** The head of a function or loop has closed: its body begins with the guard. */
  const guard = (): string | undefined => {
    j = i + 1 + guardText.length;
    last = 2;
    if (code.substring(i + 1, j) !== guardText || (text[j] !== 59 && text[j] !== 125)) return 'guard';
    return enter(123);
  };

  const number = (): string | undefined => {
    j = i + 1;
    if (text[i] === 48 && text[j] === 120) {
      do j++;
      while (!kind[text[j]!] || (text[j]! > 96 && text[j]! < 103));
    } else while (!kind[text[j]!]) j++;
    last = 3;
    return kind[text[j]!]! < 3 || text[j] === 46 ? 'number' : undefined;
  };

  const name = (): string | undefined => {
    j = i + 2;
    while (kind[text[j]!]! < 3) j++;
    if (last === 4) last = settable;
    else if (names[code.substring(i, j)]) last = 1;
    // A key: a colon behind it, a brace or comma before it.
    else if (text[j] !== 58 || last !== 6) return 'unlisted';
    return j - i > nameLength + 1 || kind[text[i + 1]!]! > 1 ? 'name' : undefined;
  };

  const word = (): string | undefined => {
    j = i + 1;
    while (kind[text[j]!]! < 3) j++;
    const w = code.substring(i, j);
    if (last === 4) {
      last = 2;
      // A method is called at once, so that it never becomes a value.
      if (text[j] === 40 && methods.indexOf(` ${w} `) >= 0) return undefined;
      return members.indexOf(` ${w} `) < 0 ? 'member' : undefined;
    }
    const at = keywords.indexOf(` ${w}:`);
    if (at < 0) return 'word';
    return keyword(keywords.charCodeAt(at + w.length + 2) - 48);
  };

  const operator = (): string | undefined => {
    j = i + 1;
    while (kind[text[j]!] === 3) j++;
    const was = last;
    const inIndex = top && top < 3;
    last = 0;
    const o = ` ${code.substring(i, j)} `;
    // Set or counted is what may be set. Behind that, `/=` is no start of a regular expression.
    if (assignments.indexOf(o) >= 0) return was !== 1 || inIndex ? 'target' : deeper();
    if (operators.indexOf(o) < 0) return 'operator';
    if (o === ' ++ ' || o === ' -- ') return was !== 1 ? 'target' : undefined;
    // These would make an index of something else than its last number.
    if (inIndex && (text[i] === 63 || o === ' && ' || o === ' || ')) return 'index';
    if (was && was < 4) return text[i] === 63 ? deeper() : undefined;
    return o === ' / ' ? 'slash' : deeper();
  };

  const space = (): undefined => {
    j = i + 1;
    if (keyEnd === i) keyEnd = j;
  };

  const dot = (): string | undefined => {
    j = i + 1;
    settable = last;
    last = 4;
    return settable < 1 || settable > 2 || kind[text[j]!]! < 1 || kind[text[j]!]! > 2 ? 'dot' : undefined;
  };

  const opening = (): string | undefined => {
    j = i + 1;
    const c = text[i]!;
    const was = last;
    const around = top;
    last = 0;
    if (c === 123) {
      // Behind a head or where a statement or value begins; never behind a value, where it would be a method's body.
      if ((was && was < 5) || was === 7 || was === 8 || (around && around < 3)) return 'brace';
      last = 6;
      return enter(c);
    }
    if (c === 40) return enter(was === 7 ? 41 : was === 8 ? 39 : c);
    if (was > 2 && was < 6) return 'index';
    if (was === 1 || was === 2) return enter(was);
    // A list where a key may stand: an interpreter that knows computed keys would take it for one.
    return enter(was && around === 123 ? 90 : c);
  };

  const closing = (): string | undefined => {
    j = i + 1;
    const c = text[i]!;
    const was = last;
    const what = top;
    last = c === 125 ? 5 : 2;
    if (!depth) return 'bracket';
    const o = open[--depth]!;
    top = o & 255;
    commas = (o >> 8) & 255;
    chain = (o >> 16) & 255;
    nest = o >>> 24;
    deep -= chain + nest + 1;
    if (c === 93) {
      if (what === 90) keyEnd = j;
      else if (what < 3) {
        // An index: a number, or what ends in `|0`.
        last = what;
        if (was !== 3) return 'index';
        if (text[i - 1] !== 48 || text[i - 2] !== 124 || kind[text[i - 3]!] === 3) {
          let k = i - 1;
          while (!kind[text[k]!]) k--;
          if (text[k] !== 91) return 'index';
        }
      } else if (what !== 91) return 'bracket';
    } else if (c === 125) return what !== 123 ? 'bracket' : undefined;
    else if (what === 41) return guard();
    else if (what === 39) last = 9;
    else if (what !== 40) return 'bracket';
  };

  const separator = (): string | undefined => {
    j = i + 1;
    const c = text[i];
    last = c === 44 ? 6 : 0;
    // A colon may stand in the middle of a choice.
    if (c !== 58) nest = 0;
    if (top && top < 3) return 'index';
    if (c === 44) return top === 40 && ++commas >= argumentLimit ? 'arguments' : undefined;
    return keyEnd === i && c === 58 ? 'key' : undefined;
  };

  const other = (): string => {
    return 'character';
  };

  const take = [number, word, name, operator, space, dot, opening, closing, separator, other];
  kind.fill(9);
  kind.fill(0, 48, 58);
  kind.fill(1, 65, 91);
  kind.fill(1, 97, 123);
  kind[95] = 1;
  kind[36] = 2;
  kind.fill(3, 37, 39);
  kind.fill(3, 42, 44);
  kind.fill(3, 60, 64);
  kind[33] = kind[45] = kind[47] = kind[94] = kind[124] = kind[126] = 3;
  kind[32] = 4;
  kind[46] = 5;
  kind[40] = kind[91] = kind[123] = 6;
  kind[41] = kind[93] = kind[125] = 7;
  kind[44] = kind[58] = kind[59] = 8;

  // It ends with a bracket or separator, so that no run of characters passes the end.
  if (code.substr(0, 4) !== 'var ' || kind[text[end - 1]!]! < 7 || kind[text[end - 1]!] === 9) return 'form at 0';
  for (;;) {
    if (text[i] !== 36) return `name at ${i}`;
    j = i + 1;
    while (kind[text[j]!]! < 2) j++;
    const n = code.substring(i, j);
    if (j - i < 2 || j - i > nameLength + 1 || n === '$g') return `name at ${i}`;
    names[n] = 1;
    i = j + 1;
    if (text[j] === 59) break;
    if (text[j] !== 44 || i >= end) return `list at ${j}`;
  }
  for (; i < end; i = j) {
    const why = take[kind[text[i]!]!]!();
    if (why) return `${why} at ${i}`;
  }
  return depth ? `end at ${end}` : '';
}

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

/**
 * Empty if `code` is confined, else `reason at offset`. `text`: its bytes, one for each character.
 *
 * One small function per kind of character takes the token that begins with it: the interpreter reads the text of all
 * that stands in a loop at every turn, and a function's only when it is called.
 */
export function verifyBytes(code: string, text: Uint8Array): string {
  'cold';
  let i = 4;
  let j = 0;
  // What stands before: 0 no value, 1 a value that may be set, 2 another value, 3 a number, 4 a dot, 5 a closed brace,
  // 6 an open brace or a comma: no value, and a key may follow.
  let last = 0;
  // Open brackets: their characters, 90 for a list where a key may stand; 1 and 2 for an index on a value of that kind.
  let top = 0;
  // Kinds of characters, see `take`. Those of words are below 3.
  const kind = new Uint8Array(256);
  const names: Record<string, number> = { $c: 1, $t: 1 };
  // The kind of value before the last dot.
  let settable = 1;
  // Where a list ended that stands where a key may stand.
  let keyEnd = 0;
  const open: number[] = [];
  const end = code.length;

  function number(): string | undefined {
    j = i + 1;
    if (text[i] === 48 && text[j] === 120) {
      do j++;
      while (!kind[text[j]!] || (text[j]! > 96 && text[j]! < 103));
    } else while (!kind[text[j]!]) j++;
    last = 3;
    return kind[text[j]!]! < 3 || text[j] === 46 ? 'number' : undefined;
  }

  function name(): string | undefined {
    j = i + 1;
    while (kind[text[j]!]! < 3) j++;
    if (j - i < 2 || j - i > nameLength + 1) return 'name';
    if (last === 4) last = settable;
    else if (names[code.substring(i, j)]) last = 1;
    // A key: a colon behind it, a brace or comma before it.
    else if (text[j] !== 58 || last !== 6) return 'unlisted';
  }

  function word(): string | undefined {
    j = i + 1;
    while (kind[text[j]!]! < 3) j++;
    const w = ` ${code.substring(i, j)} `;
    if (last === 4) {
      last = 2;
      // A method is called at once, so that it never becomes a value.
      return memberText.indexOf(w) < 0 && (text[j] !== 40 || methodText.indexOf(w) < 0) ? 'member' : undefined;
    }
    if (keywordText.indexOf(w) < 0) return 'word';
    if (w === ' of ' && last !== 1) return 'target';
    last = w === ' null ' || w === ' true ' || w === ' false ' ? 2 : 0;
  }

  function operator(): string | undefined {
    j = i + 1;
    while (kind[text[j]!] === 3) j++;
    const was = last;
    const inIndex = top && top < 3;
    last = 0;
    const o = ` ${code.substring(i, j)} `;
    // Set or counted is what may be set. Behind that, `/=` is no start of a regular expression.
    if (assignmentText.indexOf(o) >= 0) return was !== 1 || inIndex ? 'target' : undefined;
    if (o === ' ++ ' || o === ' -- ') return was !== 1 ? 'target' : undefined;
    if (operatorText.indexOf(o) < 0) return 'operator';
    if (o === ' / ' && (!was || was > 3)) return 'slash';
    // These would make an index of something else than its last number.
    if (inIndex && (text[i] === 63 || o === ' && ' || o === ' || ')) return 'index';
  }

  function space(): undefined {
    j = i + 1;
    if (keyEnd === i) keyEnd = j;
  }

  function dot(): string | undefined {
    j = i + 1;
    settable = last;
    last = 4;
    return settable < 1 || settable > 2 || kind[text[j]!]! < 1 || kind[text[j]!]! > 2 ? 'dot' : undefined;
  }

  function opening(): string | undefined {
    j = i + 1;
    if (open.length > depthLimit) return 'depth';
    open.push(top);
    const was = last;
    const around = top;
    last = 0;
    top = text[i]!;
    if (top === 123) {
      last = 6;
      return around && around < 3 ? 'index' : undefined;
    }
    if (top === 40) return undefined;
    if (was > 2 && was < 6) return 'index';
    if (was === 1 || was === 2) top = was;
    // A list where a key may stand: an interpreter that knows computed keys would take it for one.
    else if (was && around === 123) top = 90;
  }

  function closing(): string | undefined {
    j = i + 1;
    const c = text[i]!;
    const was = last;
    last = c === 125 ? 5 : 2;
    if (c === 93 && top && top < 3) {
      // An index: a number, or what ends in `|0`.
      last = top;
      if (was !== 3) return 'index';
      if (text[i - 1] !== 48 || text[i - 2] !== 124 || kind[text[i - 3]!] === 3) {
        let k = i - 1;
        while (!kind[text[k]!]) k--;
        if (text[k] !== 91) return 'index';
      }
    } else if (c === 93 && top === 90) keyEnd = j;
    else if (top !== (c === 41 ? 40 : c - 2)) return 'bracket';
    top = open.pop()!;
  }

  function separator(): string | undefined {
    j = i + 1;
    last = text[i] === 44 ? 6 : 0;
    if (top && top < 3) return 'index';
    if (keyEnd === i && text[i] === 58) return 'key';
  }

  function other(): string {
    return 'character';
  }

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
    if (j - i < 2 || j - i > nameLength + 1) return `name at ${i}`;
    names[code.substring(i, j)] = 1;
    i = j + 1;
    if (text[j] === 59) break;
    if (text[j] !== 44 || i >= end) return `list at ${j}`;
  }
  for (; i < end; i = j) {
    const why = take[kind[text[i]!]!]!();
    if (why) return `${why} at ${i}`;
  }
  return top ? `end at ${end}` : '';
}

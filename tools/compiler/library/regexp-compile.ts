// Regular expressions as programs of a small backtracking machine. The compiler translates literals with it; a program that
// makes expressions from texts at run time links it in.
//
// A program is a text: one character an instruction, its operands behind it.
//   c x     this character              i x     this character, either case (x is lower case)
//   .  a    any but a line's end; any   [ n …   one of n ranges; ] n … none of them
//   ^ $ m n start, end; of a line       b B     at, not at a word's edge
//   | o     go on here, else at o       / o     go on at o, else here        j o   jump
//   ( n     note the position           r a b   forget notes a to b          k K n what group n matched
//   p r     note the position in r      e r     fail if it is still there
//   z r     r = 0                       L r min max o   head of a counted loop, l if it is lazy     + r   r = r + 1
//   = ! < > o  look ahead, not, behind, not; what is looked for stands up to o and ends in M       M   matched
// Numbers are printable, so that the text of the program stays short: slots, groups and how many ranges take one character
// (32 and up), counts two (95 to a character), jumps two as well, relative to the next instruction, plus 4512.

export function $one(n: number): string {
  return String.fromCharCode(n + 32);
}

export function $two(n: number): string {
  return String.fromCharCode(32 + ((n / 95) | 0), 32 + (n % 95));
}

export function $jump(op: string, distance: number): string {
  return op + $two(distance + 4512);
}

/** Ranges `[lo, hi, …]` of what `\d`, `\w` and `\s` stand for; a capital stands for the rest. */
export function $classOf(letter: string): number[] | undefined {
  const lower = letter.toLowerCase();
  const ranges =
    lower === 'd'
      ? [48, 57]
      : lower === 'w'
        ? [48, 57, 65, 90, 95, 95, 97, 122]
        : lower === 's'
          ? [9, 13, 32, 32, 160, 160]
          : undefined;
  return ranges && letter !== lower ? $restOf(ranges) : ranges;
}

/** The complement of ranges in ascending order. */
export function $restOf(ranges: number[]): number[] {
  const out: number[] = [];
  let from = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if (ranges[i]! > from) out.push(from, ranges[i]! - 1);
    from = ranges[i + 1]! + 1;
  }
  if (from < 256) out.push(from, 255);
  return out;
}

export function $fail(st: any, why: string): never {
  const error: any = new SyntaxError(`Invalid regular expression: /${st.s}/: ${why}`);
  error.name = 'SyntaxError';
  throw error;
}

/** The bytes of a character in UTF-8; below 256 it is one byte, as in the texts of the program. */
export function $utf8Bytes(c: number): number[] {
  if (c < 256) return [c];
  if (c < 2048) return [192 | (c >> 6), 128 | (c & 63)];
  if (c < 65536) return [224 | (c >> 12), 128 | ((c >> 6) & 63), 128 | (c & 63)];
  return [240 | (c >> 18), 128 | ((c >> 12) & 63), 128 | ((c >> 6) & 63), 128 | (c & 63)];
}

export function $isHex(s: string): boolean {
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i) | 32;
    if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 102))) return false;
  }
  return s.length > 0;
}

/** Reads the rest of an escape that stands for one character; `st.i` is behind the backslash. */
export function $escape(st: any): number {
  const s: string = st.s;
  const c = s.charAt(st.i++);
  if (c === 'n') return 10;
  if (c === 'r') return 13;
  if (c === 't') return 9;
  if (c === 'v') return 11;
  if (c === 'f') return 12;
  if (c === '0') return 0;
  if (c === 'c') return s.charCodeAt(st.i++) & 31;
  if (c === 'x' && s.length >= st.i + 2 && $isHex(s.substr(st.i, 2))) {
    st.i += 2;
    return parseInt(s.substr(st.i - 2, 2), 16);
  }
  if (c === 'u') {
    if (s.charAt(st.i) === '{' && st.u) {
      const end = s.indexOf('}', st.i);
      const code = parseInt(s.substring(st.i + 1, end), 16);
      st.i = end + 1;
      return code;
    }
    if (s.length >= st.i + 4 && $isHex(s.substr(st.i, 4))) {
      let code = parseInt(s.substr(st.i, 4), 16);
      st.i += 4;
      if (code >= 55296 && code < 56320 && s.substr(st.i, 2) === '\\u' && $isHex(s.substr(st.i + 2, 4))) {
        const low = parseInt(s.substr(st.i + 2, 4), 16);
        if (low >= 56320 && low < 57344) {
          code = (code - 55296) * 1024 + low - 56320 + 65536;
          st.i += 6;
        }
      }
      return code;
    }
  }
  if ((c === 'p' || c === 'P') && st.u) $fail(st, 'Unicode properties are not supported');
  return c.charCodeAt(0);
}

/** Code for one character, or for its bytes. */
export function $charCode(st: any, c: number): string {
  if (c < 256) {
    const lower = c >= 65 && c <= 90 ? c + 32 : c;
    return st.f.indexOf('i') >= 0 && lower >= 97 && lower <= 122
      ? `i${String.fromCharCode(lower)}`
      : `c${String.fromCharCode(c)}`;
  }
  const bytes = $utf8Bytes(c);
  let out = '';
  for (let i = 0; i < bytes.length; i++) {
    const one = `c${String.fromCharCode(bytes[i]!)}`;
    out = st.b ? one + out : out + one;
  }
  return out;
}

/** Ranges with both cases of letters. */
export function $bothCases(ranges: number[]): number[] {
  const out = ranges.slice();
  for (let i = 0; i < ranges.length; i += 2)
    for (let shift = -32; shift <= 32; shift += 64) {
      const base = shift < 0 ? 97 : 65;
      const lo = ranges[i]! > base ? ranges[i]! : base;
      const hi = ranges[i + 1]! < base + 25 ? ranges[i + 1]! : base + 25;
      if (lo <= hi) out.push(lo + shift, hi + shift);
    }
  return out;
}

/** One code of alternatives. */
export function $either(a: string, b: string): string {
  return $jump('|', a.length + 3) + a + $jump('j', b.length) + b;
}

/** Code of a class; characters above 255 become alternatives of byte sequences. */
export function $classCode(st: any, ranges: number[], negated: boolean, wide: number[]): string {
  if (st.f.indexOf('i') >= 0) ranges = $bothCases(ranges);
  let code = (negated ? ']' : '[') + $one(ranges.length / 2);
  for (let i = 0; i < ranges.length; i++) code += String.fromCharCode(ranges[i]!);
  if (!wide.length) return code;
  if (negated) $fail(st, 'a negated class holds a character above \\xff');
  let out = ranges.length ? code : '';
  for (let i = 0; i < wide.length; i++) out = out ? $either($charCode(st, wide[i]!), out) : $charCode(st, wide[i]!);
  return out;
}

export function $class(st: any): string {
  const s: string = st.s;
  const negated = s.charAt(st.i) === '^';
  if (negated) st.i++;
  const ranges: number[] = [];
  const wide: number[] = [];
  for (;;) {
    if (st.i >= s.length) $fail(st, 'Unterminated character class');
    let c = s.charAt(st.i++);
    if (c === ']') break;
    let code = -1;
    if (c === '\\') {
      c = s.charAt(st.i);
      const set = $classOf(c);
      if (set) {
        st.i++;
        for (let i = 0; i < set.length; i++) ranges.push(set[i]!);
        continue;
      }
      if (c === 'b') {
        st.i++;
        code = 8;
      } else code = $escape(st);
    } else code = $sourceChar(st, st.i - 1);
    let end = code;
    if (s.charAt(st.i) === '-' && s.charAt(st.i + 1) !== ']' && st.i + 1 < s.length) {
      const mark = st.i++;
      c = s.charAt(st.i++);
      if (c === '\\' && $classOf(s.charAt(st.i))) st.i = mark;
      else if (c !== '\\') end = $sourceChar(st, st.i - 1);
      else if (s.charAt(st.i) !== 'b') end = $escape(st);
      else {
        st.i++;
        end = 8;
      }
      if (end < code) $fail(st, 'Range out of order in character class');
    }
    if (end < 256) ranges.push(code, end);
    else {
      if (code < 256) {
        ranges.push(code, 255);
        code = 256;
      }
      if (end - code > 64) $fail(st, 'a class holds a long range of characters above \\xff');
      for (; code <= end; code++) wide.push(code);
    }
  }
  return $classCode(st, ranges, negated, wide);
}

/** The character that begins at `at`, with its second half if it has one; moves `st.i` behind it. */
export function $sourceChar(st: any, at: number): number {
  const c = st.s.charCodeAt(at);
  const low = st.s.charCodeAt(at + 1);
  if (c < 55296 || c >= 56320 || !(low >= 56320 && low < 57344)) return c;
  st.i = at + 2;
  return (c - 55296) * 1024 + low - 56320 + 65536;
}

export function $groupName(st: any): string {
  const end = st.s.indexOf('>', st.i);
  const name = st.s.substring(st.i, end);
  st.i = end + 1;
  return name;
}

/** What stands in parentheses; `st.i` is behind the opening one. */
export function $group(st: any): string {
  const s: string = st.s;
  let look = '';
  let number = 0;
  if (s.charAt(st.i) === '?') {
    const c = s.charAt(st.i + 1);
    const d = s.charAt(st.i + 2);
    st.i += 2;
    if (c === '=' || c === '!') look = c;
    else if (c === '<' && (d === '=' || d === '!')) {
      look = d === '=' ? '<' : '>';
      st.i++;
    } else if (c === '<') {
      number = ++st.g;
      st.n[$groupName(st)] = number;
    } else if (c !== ':') $fail(st, 'Invalid group');
  } else number = ++st.g;
  const behind = st.b;
  if (look) st.b = look === '<' || look === '>';
  const code = $disjunction(st);
  st.b = behind;
  if (s.charAt(st.i++) !== ')') $fail(st, 'Unterminated group');
  if (look) return $jump(look, code.length + 1) + code + 'M';
  if (!number) return code;
  const open = `(${$one(2 * number)}`;
  const close = `(${$one(2 * number + 1)}`;
  return st.b ? close + code + open : open + code + close;
}

/** An atom's code, or undefined at the end of the alternative. */
export function $atom(st: any): string | undefined {
  const s: string = st.s;
  const c = s.charAt(st.i);
  if (!c || c === '|' || c === ')') return undefined;
  st.i++;
  if (c === '(') return $group(st);
  if (c === '[') return $class(st);
  if (c === '.') return st.f.indexOf('s') >= 0 ? 'a' : '.';
  if (c === '^') return st.f.indexOf('m') >= 0 ? 'm' : '^';
  if (c === '$') return st.f.indexOf('m') >= 0 ? 'n' : '$';
  if (c === '*' || c === '+' || c === '?') $fail(st, 'Nothing to repeat');
  if (c !== '\\') return $charCode(st, $sourceChar(st, st.i - 1));
  if (st.i >= s.length) $fail(st, '\\ at end of pattern');
  const d = s.charAt(st.i);
  if (d === 'b' || d === 'B') {
    st.i++;
    return d;
  }
  const set = $classOf(d);
  if (set) {
    st.i++;
    return $classCode(st, set, false, []);
  }
  const back = st.f.indexOf('i') >= 0 ? 'K' : 'k';
  if (d === 'k' && st.named) {
    st.i += 2;
    const name = $groupName(st);
    if (!st.named[name]) $fail(st, 'Invalid named capture referenced');
    return back + $one(st.named[name]);
  }
  if (d >= '1' && d <= '9') {
    let end = st.i;
    while (s.charAt(end) >= '0' && s.charAt(end) <= '9') end++;
    const number = parseInt(s.substring(st.i, end), 10);
    if (number <= st.all) {
      st.i = end;
      return back + $one(number);
    }
    if (st.u) $fail(st, 'Invalid escape');
  }
  return $charCode(st, $escape(st));
}

/** `[least, most]` of a quantifier at `st.i`, or undefined; most is 9024 without bound. */
export function $quantifier(st: any): number[] | undefined {
  const s: string = st.s;
  const c = s.charAt(st.i);
  if (c === '*' || c === '+' || c === '?') {
    st.i++;
    return [c === '+' ? 1 : 0, c === '?' ? 1 : 9024];
  }
  if (c !== '{') return undefined;
  let at = st.i + 1;
  const number = (): number => {
    const from = at;
    while (s.charAt(at) >= '0' && s.charAt(at) <= '9') at++;
    return at > from ? parseInt(s.substring(from, at), 10) : -1;
  };
  const least = number();
  let most = least;
  if (s.charAt(at) === ',') {
    at++;
    most = number();
    if (most < 0) most = 9024;
  }
  if (least < 0 || s.charAt(at) !== '}') return undefined;
  if (most < least) $fail(st, 'numbers out of order in {} quantifier');
  st.i = at + 1;
  if (least > 9023) $fail(st, 'a count above 9023');
  return [least, most > 9024 ? 9024 : most];
}

/** `code` repeated; `from` and `to` are the groups in it. */
export function $repeat(
  st: any,
  code: string,
  least: number,
  most: number,
  lazy: boolean,
  from: number,
  to: number,
): string {
  const split = lazy ? '/' : '|';
  if (most === 0) return '';
  if (least === 1 && most === 1) return code;
  const op = code.charAt(0);
  // What begins by taking a character needs no test for standing still.
  const moves = from === to && (op === 'c' || op === 'i' || op === '.' || op === 'a' || op === '[' || op === ']');
  if (least === 0 && most === 1 && moves) return $jump(split, code.length) + code;
  const reset = to > from ? `r${$one(2 * from + 2) + $one(2 * to + 1)}` : '';
  const register = $one(st.r++);
  const body = moves ? code : `p${register}${reset}${code}e${register}`;
  if (least === 0 && most === 1) return $jump(split, body.length) + body;
  if (least === 0 && most === 9024) return $jump(split, body.length + 3) + body + $jump('j', -(body.length + 6));
  if (least === 1 && most === 9024 && moves)
    return code + $jump(split, code.length + 3) + code + $jump('j', -(code.length + 6));
  if (moves && least === most && least <= 4) {
    let out = '';
    for (let i = 0; i < least; i++) out += code;
    return out;
  }
  const counter = $one(st.r++);
  // Turns that are still due may stand still.
  const turn = `${moves ? code : `p${register}${reset}${code}E${register + counter + $two(least)}`}+${counter}`;
  return `z${counter}${$jumpOver(lazy ? 'l' : 'L', counter + $two(least) + $two(most), turn.length + 3)}${turn}${$jump('j', -(turn.length + 11))}`;
}

export function $jumpOver(op: string, operands: string, distance: number): string {
  return op + operands + $two(distance + 4512);
}

export function $alternative(st: any): string {
  let out = '';
  for (;;) {
    const from = st.g;
    let code = $atom(st);
    if (code === undefined) return out;
    const range = $quantifier(st);
    if (range) {
      if (code.length === 1 && '^$mnbB'.indexOf(code) >= 0) $fail(st, 'Nothing to repeat');
      let lazy = false;
      if (st.s.charAt(st.i) === '?') {
        lazy = true;
        st.i++;
      }
      code = $repeat(st, code, range[0]!, range[1]!, lazy, from, st.g);
    }
    out = st.b ? code + out : out + code;
  }
}

export function $disjunction(st: any): string {
  const first = $alternative(st);
  if (st.s.charAt(st.i) !== '|') return first;
  st.i++;
  return $either(first, $disjunction(st));
}

/** Counts groups and finds their names, which may be referred to before they stand. */
export function $countGroups(st: any): void {
  const s: string = st.s;
  let inClass = false;
  for (let i = 0; i < s.length; i++) {
    const c = s.charAt(i);
    if (c === '\\') i++;
    else if (c === '[') inClass = true;
    else if (c === ']') inClass = false;
    else if (c === '(' && !inClass) {
      if (s.charAt(i + 1) !== '?') st.all++;
      else if (s.charAt(i + 2) === '<' && s.charAt(i + 3) !== '=' && s.charAt(i + 3) !== '!') {
        st.all++;
        if (!st.named) st.named = {};
        const name = s.substring(i + 3, s.indexOf('>', i));
        if (st.named[name]) $fail(st, 'Duplicate capture group name');
        st.named[name] = st.all;
      }
    }
  }
}

/** `[program, slots, names, groups]` of an expression; slots are two a group, the match itself the first, and the registers. Throws SyntaxError. */
export function $compileRegExp(source: string, flags: string): any[] {
  const st: any = { s: source, f: flags, i: 0, g: 0, n: {}, all: 0, r: 0, u: flags.indexOf('u') >= 0, b: false };
  for (let i = 0; i < flags.length; i++)
    if ('dgimsuy'.indexOf(flags.charAt(i)) < 0 || flags.indexOf(flags.charAt(i)) !== i)
      $fail(st, `Invalid flags '${flags}'`);
  $countGroups(st);
  if (st.all > 100) $fail(st, 'too many groups');
  st.r = 2 * st.all + 2;
  const code = $disjunction(st);
  if (st.i < source.length) $fail(st, 'Unmatched )');
  if (code.length > 4500 || st.r > 220) $fail(st, 'too long');
  return [`${code}M`, st.r, st.named, st.all + 1];
}

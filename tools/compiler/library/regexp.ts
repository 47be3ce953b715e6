// Regular expressions at run time: the machine that runs their programs, and the methods that use it. The interpreter's own
// engine mis-matches most expressions.
import { $iterator } from './iterators.js';
import { $compileRegExp } from './regexp-compile.js';
import { $replacement } from './string-replace.js';

/** An expression, from what `$compileRegExp` answered. */
export function $Regex(this: any, source: string, flags: string, compiled: any[]): void {
  this.lastIndex = 0;
  this['\xffp'] = compiled[0];
  this['\xffn'] = compiled[1];
  this['\xffg'] = compiled[2];
  this['\xffk'] = compiled[3];
  this['\xffs'] = source;
  this['\xfff'] = flags;
}

/** `new RegExp(source, flags)` and `RegExp(…)`. */
export function $newRegExp(source: any, flags: any): any {
  let text = source === undefined ? '' : `${source}`;
  if (source instanceof $Regex) {
    if (flags === undefined) flags = (source as any)['\xfff'];
    text = (source as any)['\xffs'];
  }
  flags = flags === undefined ? '' : `${flags}`;
  const Regex: any = $Regex;
  return new Regex(text || '(?:)', flags, $compileRegExp(text, flags));
}

/** An expression, made of a text if it is none. */
export function $expression(x: any, flags: string): any {
  return typeof x === 'object' && x && x['\xffp'] ? x : $newRegExp(x, flags);
}

export function $isWordAt(s: string, i: number): boolean {
  const c = s.charCodeAt(i);
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
}

export function $fold(c: number): number {
  return c >= 65 && c <= 90 ? c + 32 : c;
}

/** Notes a value in a slot, so that going back restores it. */
export function $note(m: any, slot: number, value: any): void {
  m.k.push(m.c[slot], slot, -1);
  m.c[slot] = value;
}

/** One instruction that takes a character. The answer is whether it matched. */
export function $takes(m: any, op: number): boolean {
  const at = m.d > 0 ? m.i : m.i - 1;
  const p: string = m.p;
  if (at < 0 || at >= m.s.length) return false;
  const x = m.s.charCodeAt(at);
  m.i += m.d;
  if (op === 99) return x === p.charCodeAt(m.pc++);
  if (op === 46) return x !== 10 && x !== 13;
  if (op === 97) return true;
  if (op === 105) return $fold(x) === p.charCodeAt(m.pc++);
  const n = p.charCodeAt(m.pc) - 32;
  let from = m.pc + 1;
  m.pc = from + 2 * n;
  for (; from < m.pc; from += 2) if (x >= p.charCodeAt(from) && x <= p.charCodeAt(from + 1)) return op === 91;
  return op === 93;
}

/** A number of two characters. */
export function $count(p: string, at: number): number {
  return (p.charCodeAt(at) - 32) * 95 + p.charCodeAt(at + 1) - 32;
}

/** The distance of a jump; `at` is where it stands. */
export function $far(p: string, at: number): number {
  return $count(p, at) - 4512;
}

/** One instruction of another kind: true to go on, false to go back. */
export function $does(m: any, op: number): boolean {
  const p: string = m.p;
  const s: string = m.s;
  const i: number = m.i;
  if (op === 124 || op === 47) {
    const target = m.pc + 2 + $far(p, m.pc);
    m.pc += 2;
    m.k.push(op === 124 ? target : m.pc, i, -2);
    if (op === 47) m.pc = target;
    return true;
  }
  if (op === 106) {
    m.pc += 2 + $far(p, m.pc);
    return true;
  }
  const a = p.charCodeAt(m.pc) - 32;
  if (op === 40 || op === 112) {
    m.pc++;
    $note(m, a, i);
    return true;
  }
  if (op === 101) {
    m.pc++;
    return m.c[a] !== i;
  }
  if (op === 94) return i === 0;
  if (op === 36) return i === s.length;
  if (op === 98 || op === 66) return ($isWordAt(s, i - 1) !== $isWordAt(s, i)) === (op === 98);
  if (op === 114) {
    for (let slot = a; slot <= p.charCodeAt(m.pc + 1) - 32; slot++)
      if (m.c[slot] !== undefined) $note(m, slot, undefined);
    m.pc += 2;
    return true;
  }
  if (op === 109) return i === 0 || s.charCodeAt(i - 1) === 10 || s.charCodeAt(i - 1) === 13;
  if (op === 110) return i === s.length || s.charCodeAt(i) === 10 || s.charCodeAt(i) === 13;
  if (op === 122 || op === 43) {
    m.pc++;
    $note(m, a, op === 122 ? 0 : m.c[a] + 1);
    return true;
  }
  if (op === 69) {
    const due = m.c[p.charCodeAt(m.pc + 1) - 32] < $count(p, m.pc + 2);
    m.pc += 4;
    return due || m.c[a] !== i;
  }
  if (op === 76 || op === 108) {
    const count = m.c[a];
    const least = $count(p, m.pc + 1);
    const most = $count(p, m.pc + 3);
    const out = m.pc + 7 + $far(p, m.pc + 5);
    m.pc += 7;
    if (count < least) return true;
    if (count >= most && most !== 9024) m.pc = out;
    else {
      m.k.push(op === 76 ? out : m.pc, i, -2);
      if (op === 108) m.pc = out;
    }
    return true;
  }
  if (op === 107 || op === 75) return $takesGroup(m, a, op === 75);
  return $looks(m, op);
}

export function $takesGroup(m: any, group: number, either: boolean): boolean {
  m.pc++;
  const from = m.c[2 * group];
  const to = m.c[2 * group + 1];
  if (from === undefined || to === undefined) return true;
  const n = to - from;
  const start = m.d > 0 ? m.i : m.i - n;
  if (start < 0 || start + n > m.s.length) return false;
  for (let k = 0; k < n; k++) {
    const x = m.s.charCodeAt(from + k);
    const y = m.s.charCodeAt(start + k);
    if (x !== y && !(either && $fold(x) === $fold(y))) return false;
  }
  m.i += m.d * n;
  return true;
}

/** Looks ahead or behind: another run of the machine, whose choices are final. */
export function $looks(m: any, op: number): boolean {
  const start = m.pc + 2;
  const was = m.c.slice();
  const found = $runProgram(m.p, m.s, start, m.i, op === 61 || op === 33 ? 1 : -1, m.c);
  m.pc = start + $far(m.p, m.pc);
  const wanted = op === 61 || op === 60;
  if (found >= 0 && wanted) m.k.push(was, 0, -3);
  else for (let k = 0; k < was.length; k++) m.c[k] = was[k];
  return found >= 0 === wanted;
}

/** Runs a program from an instruction at a position; answers where the match ends, or -1. `c` are the slots. */
export function $runProgram(p: string, s: string, pc: number, i: number, d: number, c: any[]): number {
  const m: any = { p, s, pc, i, d, c, k: [] };
  const takes = 'c.ai[]';
  for (;;) {
    const op = p.charCodeAt(m.pc++);
    if (op === 77) return m.i;
    const one = takes.indexOf(String.fromCharCode(op)) >= 0;
    if (one ? $takes(m, op) : $does(m, op)) continue;
    // Goes back to the last choice.
    for (;;) {
      if (!m.k.length) return -1;
      const kind = m.k.pop();
      const second = m.k.pop();
      const first = m.k.pop();
      if (kind === -2) {
        m.pc = first;
        m.i = second;
        break;
      }
      if (kind === -1) m.c[second] = first;
      else for (let k = 0; k < first.length; k++) m.c[k] = first[k];
    }
  }
}

/** The slots of the first match at or behind `from`, or null; with `sticky` at `from` only. */
export function $searchFrom(re: any, s: string, from: number, sticky: boolean): any {
  const p: string = re['\xffp'];
  // A program that begins with a character can begin only there.
  const first = p.charAt(0) === 'c' ? p.charAt(1) : '';
  for (let i = from; i <= s.length; i++) {
    if (first && !sticky) {
      i = s.indexOf(first, i);
      if (i < 0) return null;
    }
    const c: any[] = [];
    for (let k = 0; k < re['\xffn']; k++) c.push(undefined);
    const end = $runProgram(p, s, 0, i, 1, c);
    if (end >= 0) {
      c[0] = i;
      c[1] = end;
      return c;
    }
    if (sticky) return null;
  }
  return null;
}

export function $regexHas(re: any, flag: string): boolean {
  return re['\xfff'].indexOf(flag) >= 0;
}

export function $groupTexts(s: string, c: any[], n: number): any {
  const out: any = [];
  for (let k = 0; k < n; k++)
    out[k] = c[2 * k] === undefined || c[2 * k + 1] === undefined ? undefined : s.substring(c[2 * k], c[2 * k + 1]);
  return out;
}

/** The groups with names, as a record. */
export function $namedGroups(re: any, list: any): any {
  const names = re['\xffg'];
  if (!names) return undefined;
  const out: any = {};
  for (const name of Object.keys(names)) out[name] = list[names[name]];
  return out;
}

/** The list that `exec` answers. */
export function $matchOf(re: any, s: string, c: any): any {
  const n = re['\xffk'];
  const out = $groupTexts(s, c, n);
  if ($regexHas(re, 'd')) {
    out.indices = [];
    for (let k = 0; k < n; k++) out.indices[k] = out[k] === undefined ? undefined : [c[2 * k], c[2 * k + 1]];
    out.indices.groups = $namedGroups(re, out.indices);
  }
  out.index = c[0];
  out.input = s;
  out.groups = $namedGroups(re, out);
  return out;
}

/** The slots of the next match, moving `lastIndex` as the flags say. */
export function $nextMatch(re: any, s: string): any {
  const sticky = $regexHas(re, 'y');
  const moving = sticky || $regexHas(re, 'g');
  const from = moving ? re.lastIndex : 0;
  const c = from > s.length ? null : $searchFrom(re, s, from, sticky);
  if (moving) re.lastIndex = c ? c[1] : 0;
  return c;
}

export function $regexExec(this: any, s: any): any {
  s = `${s}`;
  const c = $nextMatch(this, s);
  return c ? $matchOf(this, s, c) : null;
}

export function $regexTest(this: any, s: any): boolean {
  return $nextMatch(this, `${s}`) !== null;
}

export function $regexToString(this: any): string {
  return `/${this['\xffs']}/${this['\xfff']}`;
}

export function $regexSource(this: any): string {
  return this['\xffs'];
}

export function $regexFlags(this: any): string {
  return this['\xfff'];
}

export function $regexGlobal(this: any): boolean {
  return $regexHas(this, 'g');
}

export function $regexIgnoreCase(this: any): boolean {
  return $regexHas(this, 'i');
}

export function $regexMultiline(this: any): boolean {
  return $regexHas(this, 'm');
}

export function $regexSticky(this: any): boolean {
  return $regexHas(this, 'y');
}

export function $regexUnicode(this: any): boolean {
  return $regexHas(this, 'u');
}

export function $regexDotAll(this: any): boolean {
  return $regexHas(this, 's');
}

export function $regexHasIndices(this: any): boolean {
  return $regexHas(this, 'd');
}

/** Calls `work(slots)` for every match from the start. */
export function $eachMatch(re: any, s: string, work: any): void {
  re.lastIndex = 0;
  for (;;) {
    const c = $nextMatch(re, s);
    if (!c) break;
    work(c);
    if (c[0] === c[1]) re.lastIndex = c[1] + 1;
  }
  re.lastIndex = 0;
}

/** `text.match(re)` */
export function $regexMatch(this: any, s: string): any {
  if (!$regexHas(this, 'g')) return $regexExec.call(this, s);
  const out: any[] = [];
  $eachMatch(this, s, (c: any) => {
    out.push(s.substring(c[0], c[1]));
  });
  return out.length ? out : null;
}

/** All matches, for `text.matchAll(re)`. */
export function $regexMatchAll(this: any, s: string): any {
  if (!$regexHas(this, 'g')) throw new TypeError('matchAll needs an expression with the g flag');
  const Regex: any = $Regex;
  const re = new Regex(this['\xffs'], this['\xfff'], [this['\xffp'], this['\xffn'], this['\xffg'], this['\xffk']]);
  re.lastIndex = this.lastIndex;
  return $iterator(() => {
    const c = re && $nextMatch(re, s);
    if (!c) {
      re.lastIndex = s.length + 1;
      return { value: undefined, done: true };
    }
    if (c[0] === c[1]) re.lastIndex = c[1] + 1;
    return { value: $matchOf(re, s, c), done: false };
  });
}

/** `text.search(re)` */
export function $regexSearch(this: any, s: string): number {
  const c = $searchFrom(this, s, 0, $regexHas(this, 'y'));
  return c ? c[0] : -1;
}

/** `text.replace(re, by)` */
export function $regexReplace(this: any, s: string, by: any): string {
  let out = '';
  let end = 0;
  const one = (c: any): void => {
    const list = $groupTexts(s, c, this['\xffk']);
    out += s.substring(end, c[0]) + $replacement(list, c[0], s, by, $namedGroups(this, list));
    end = c[1];
  };
  if ($regexHas(this, 'g')) $eachMatch(this, s, one);
  else {
    const c = $nextMatch(this, s);
    if (c) one(c);
  }
  return out + s.substr(end);
}

/** `text.split(re, limit)` */
export function $regexSplit(this: any, s: string, limit: any): any[] {
  const out: any[] = [];
  const most = limit === undefined ? 4294967295 : limit >>> 0;
  if (!most) return out;
  if (!s.length) {
    if (!$searchFrom(this, s, 0, true)) out.push(s);
    return out;
  }
  let end = 0;
  let at = 0;
  while (at < s.length) {
    const c = $searchFrom(this, s, at, $regexHas(this, 'y'));
    if (!c || c[0] >= s.length) break;
    if (c[1] === end || c[1] === c[0]) {
      // An empty match splits between characters, not at the end of the last piece.
      if (c[0] === end || c[1] === end) {
        at = c[0] + 1;
        if (c[0] > end && c[1] !== end) at = c[0];
        if (c[0] === end) continue;
      }
    }
    out.push(s.substring(end, c[0]));
    if (out.length === most) return out;
    for (let k = 1; k < this['\xffk']; k++) {
      out.push(c[2 * k] === undefined ? undefined : s.substring(c[2 * k], c[2 * k + 1]));
      if (out.length === most) return out;
    }
    end = c[1];
    at = end > c[0] ? end : c[0] + 1;
  }
  out.push(s.substr(end));
  return out;
}

/** `RegExp.escape` */
export function $regexEscape(text: any): string {
  if (typeof text !== 'string') throw new TypeError('not a text');
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    const code = c.charCodeAt(0);
    const named = '\t\n\v\f\r'.indexOf(c);
    const word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (named >= 0) out += `\\${'tnvfr'.charAt(named)}`;
    else if ('^$\\.*+?()[]{}|/'.indexOf(c) >= 0) out += `\\${c}`;
    else if ((word && !i) || (code < 128 && !word && c !== '_'))
      out += `\\x${code < 16 ? '0' : ''}${code.toString(16)}`;
    else out += c;
  }
  return out;
}

// Replacing, splitting and searching in texts. Expressions bring their own methods for it (`\xffreplace` and so on).

/** What a match is replaced by: `$`-patterns of a text, or a function's answer. `list` are the match and its groups. */
export function $replacement(list: any, at: number, s: string, by: any, named?: any): string {
  if (typeof by === 'function') {
    const args = list.concat([at, s]);
    if (named) args.push(named);
    return `${by.apply(undefined, args)}`;
  }
  by = `${by}`;
  let out = '';
  for (let i = 0; i < by.length; i++) {
    const c = by.charAt(i);
    const d = by.charAt(i + 1);
    if (c !== '$' || !d) {
      out += c;
      continue;
    }
    i++;
    if (d === '$') out += '$';
    else if (d === '&') out += list[0];
    else if (d === '`') out += s.substring(0, at);
    else if (d === "'") out += s.substr(at + list[0].length);
    else if (d === '<' && named) {
      const end = by.indexOf('>', i);
      if (end < 0) out += '$<';
      else {
        const x = named[by.substring(i + 1, end)];
        if (x !== undefined) out += x;
        i = end;
      }
    } else if (d >= '0' && d <= '9') {
      const second = by.charAt(i + 1);
      const both = second >= '0' && second <= '9' ? +(d + second) : 0;
      if (both > 0 && both < list.length) {
        if (list[both] !== undefined) out += list[both];
        i++;
      } else if (+d > 0 && +d < list.length) {
        if (list[+d] !== undefined) out += list[+d];
      } else out += `$${d}`;
    } else out += `$${d}`;
  }
  return out;
}

/** `text.indexOf(x, from)`, which the interpreter does wrongly for needles of several characters. */
export function $find(s: string, x: string, from: number): number {
  const n = x.length;
  const last = s.length - n;
  if (!n) return from > s.length ? s.length : from;
  const first = x.charAt(0);
  // The interpreter's own, which finds single characters, is kept aside when the method is replaced.
  const own: any = (s as any).$i || s.indexOf;
  for (let i = from; i <= last; i++) {
    i = own.call(s, first, i);
    if (i < 0 || i > last) return -1;
    if (n === 1 || s.substr(i, n) === x) return i;
  }
  return -1;
}

export function $replace(this: any, x: any, by: any): string {
  if (typeof x === 'object' && x && x['\xffreplace']) return x['\xffreplace'](`${this}`, by);
  const s = `${this}`;
  x = `${x}`;
  const at = $find(s, x, 0);
  if (at < 0) return s;
  return s.substring(0, at) + $replacement([x], at, s, by) + s.substr(at + x.length);
}

export function $replaceAll(this: any, x: any, by: any): string {
  const s = `${this}`;
  if (typeof x === 'object' && x && x['\xffreplace']) {
    if (x.flags.indexOf('g') < 0) throw new TypeError('replaceAll needs an expression with the g flag');
    return x['\xffreplace'](s, by);
  }
  x = `${x}`;
  let out = '';
  let end = 0;
  for (let at = $find(s, x, 0); at >= 0; at = x.length ? $find(s, x, end) : at < s.length ? at + 1 : -1) {
    out += s.substring(end, at) + $replacement([x], at, s, by);
    end = at + x.length;
  }
  return out + s.substr(end);
}

export function $split(this: any, x: any, limit: any): any[] {
  const s = `${this}`;
  if (typeof x === 'object' && x && x['\xffsplit']) return x['\xffsplit'](s, limit);
  const most = limit === undefined ? 4294967295 : limit >>> 0;
  const out: any[] = [];
  if (!most) return out;
  if (x === undefined) return [s];
  x = `${x}`;
  if (!x) {
    for (let i = 0; i < s.length && i < most; i++) out.push(s.charAt(i));
    return out;
  }
  let end = 0;
  for (let at = $find(s, x, 0); at >= 0; at = $find(s, x, end)) {
    out.push(s.substring(end, at));
    if (out.length === most) return out;
    end = at + x.length;
  }
  out.push(s.substr(end));
  return out;
}

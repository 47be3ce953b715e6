// A stable merge sort: the native sort is unstable, quadratic on sorted input and recurses once per element.

/** Sorts `list`, which holds no undefined, into a new list. */
export function $merged(list: any[], compare: any): any[] {
  const n = list.length;
  if (n < 2) return list;
  const left = $merged(list.slice(0, n >> 1), compare);
  const right = $merged(list.slice(n >> 1), compare);
  const out: any[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) out.push(compare(left[i], right[j]) > 0 ? right[j++] : left[i++]);
  while (i < left.length) out.push(left[i++]);
  while (j < right.length) out.push(right[j++]);
  return out;
}

export function $byText(a: any, b: any): number {
  a = '' + a;
  b = '' + b;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function $sort(this: any, compare: any): any {
  if (compare !== undefined && typeof compare !== 'function') throw new TypeError('The comparison is not a function');
  const items: any[] = [];
  let undefineds = 0;
  const n = this.length;
  for (let i = 0; i < n; i++)
    if (i in this) {
      if (this[i] === undefined) undefineds++;
      else items.push(this[i]);
    }
  const sorted = $merged(items, compare || $byText);
  for (let i = 0; i < undefineds; i++) sorted.push(undefined);
  for (let i = 0; i < sorted.length; i++) this[i] = sorted[i];
  for (let i = sorted.length; i < n; i++) delete this[i];
  return this;
}

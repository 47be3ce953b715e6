// structuredClone, circles included.
import { $keys } from './object.js';

export function $cloneOf(x: any, seen: any[]): any {
  if (typeof x === 'function') throw new Error(`${x} could not be cloned.`);
  if (typeof x !== 'object' || !x) return x;
  for (let i = 0; i < seen.length; i += 2) if (seen[i] === x && x.byteLength === undefined) return seen[i + 1];
  if (x instanceof Date) return new Date(x.getTime());
  if (x.byteLength !== undefined) {
    if (x.buffer === undefined) {
      const copy = new Uint8Array(x.byteLength);
      copy.set(new Uint8Array(x));
      return copy.buffer;
    }
    return new x.constructor(x);
  }
  const isMap = x['\xffh'] !== undefined;
  const out: any = isMap ? new x.constructor() : Array.isArray(x) ? [] : x instanceof Error ? new Error(x.message) : {};
  seen.push(x, out);
  if (isMap)
    for (let e = x['\xfff'].n; e; e = e.n) {
      if (out.set) out.set($cloneOf(e.k, seen), $cloneOf(e.v, seen));
      else out.add($cloneOf(e.k, seen));
    }
  else if (!(x instanceof Error)) for (const key of $keys(x)) out[key] = $cloneOf(x[key], seen);
  return out;
}

export function $structuredClone(x: any): any {
  return $cloneOf(x, []);
}

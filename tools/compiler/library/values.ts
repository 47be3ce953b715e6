// Conversions and comparisons of values as ECMAScript defines them.

/** ToIntegerOrInfinity. */
export function $integer(x: any): number {
  x = +x;
  if (!(x === x)) return 0;
  return x - x === 0 ? x - (x % 1) : x;
}

/** A relative index, made absolute and kept within the length; `otherwise` if it is undefined. */
export function $index(x: any, length: number, otherwise: number): number {
  if (x === undefined) return otherwise;
  x = $integer(x);
  if (x < 0) return x + length < 0 ? 0 : x + length;
  return x > length ? length : x;
}

/** Is it one of the typed arrays or a buffer, which the interpreter compares by content? */
export function $isBytes(x: any): boolean {
  return typeof x === 'object' && !!x && x.byteLength !== undefined;
}

/** `===`. Two typed arrays are the same if they look at the same memory; it is asked by writing to one of them. */
export function $same(a: any, b: any): boolean {
  if (!(a === b)) return false;
  if (!$isBytes(a) || !$isBytes(b)) return true;
  if (a.byteLength === 0 || a.byteOffset !== b.byteOffset || a.byteLength !== b.byteLength)
    return a.byteLength === 0 && a === b;
  const left = new Uint8Array(a.buffer || a, a.byteOffset || 0, 1);
  const right = new Uint8Array(b.buffer || b, b.byteOffset || 0, 1);
  const was = left[0]!;
  left[0] = was ^ 255;
  const same = right[0] === (was ^ 255);
  left[0] = was;
  return same;
}

/** SameValueZero: like `===`, and NaN is itself. */
export function $equal(a: any, b: any): boolean {
  return a !== a ? b !== b : $same(a, b);
}

/** `Object.is`. */
export function $is(a: any, b: any): boolean {
  if (a === 0 && b === 0) return 1 / a === 1 / b;
  return $equal(a, b);
}

/** A function, or a TypeError. */
export function $callable(f: any): any {
  if (typeof f !== 'function') throw new TypeError(`${typeof f} is not a function`);
  return f;
}

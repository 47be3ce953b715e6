// Comparing records by identity: the interpreter's operators ask a record's own `valueOf` first, even `===` and `!`.

/** `a === b` */
export function $identical(a: any, b: any): boolean {
  if (typeof a !== typeof b) return false;
  if (typeof a !== 'object') return a === b;
  if (!(a ? b : a)) return (a ? 1 : 0) === (b ? 1 : 0);
  // The interpreter's own search compares what it is handed; it is kept aside when the method is replaced.
  const list: any = [a];
  return (list.$i || list.indexOf).call(list, b) === 0;
}

/** `a == b` */
export function $looselyEqual(a: any, b: any): boolean {
  const left = typeof a === 'object';
  const right = typeof b === 'object';
  if (left && right) return $identical(a, b);
  if (left && (a ? 0 : 1)) return typeof b === 'undefined';
  if (right && (b ? 0 : 1)) return typeof a === 'undefined';
  if (typeof a === 'undefined' || typeof b === 'undefined') return typeof a === typeof b;
  // biome-ignore lint/suspicious/noDoubleEquals: this is what it is for
  return a == b;
}

// What ES2025 gives sets. The other one need only have `size`, `has` and `keys`, as maps do.
import { $entryOf, $putEntry, $Set } from './map.js';

export function $copyOfSet(set: any): any {
  const out = new ($Set as any)();
  for (let e = set['\xfff'].n; e; e = e.n) $putEntry(out, e.k, e.k);
  return out;
}

/** Does the other one, a map or set or what answers like one, have it? */
export function $otherHas(other: any, x: any): boolean {
  return other['\xfff'] ? !!$entryOf(other, x) : !!other.has(x);
}

export function $otherSize(other: any): number {
  return other['\xfff'] ? other['\xffc'] : other.size;
}

/** Calls `work` with each of the other one's values until it answers something. */
export function $eachOf(other: any, work: any): any {
  if (other['\xfff']) {
    for (let e = other['\xfff'].n; e; e = e.n) {
      const found = work(e.k);
      if (found) return found;
    }
    return;
  }
  const keys = other.keys();
  for (let turn = keys.next(); !turn.done; turn = keys.next()) {
    const found = work(turn.value);
    if (found) {
      if (keys.return) keys.return();
      return found;
    }
  }
}

export function $union(this: any, other: any): any {
  const out = $copyOfSet(this);
  $eachOf(other, (x: any) => {
    $putEntry(out, x, x);
  });
  return out;
}

export function $intersection(this: any, other: any): any {
  const out = new ($Set as any)();
  // The smaller one gives the order.
  if (this['\xffc'] <= $otherSize(other)) {
    for (let e = this['\xfff'].n; e; e = e.n) if ($otherHas(other, e.k)) $putEntry(out, e.k, e.k);
  } else
    $eachOf(other, (x: any) => {
      if ($entryOf(this, x)) $putEntry(out, x, x);
    });
  return out;
}

export function $difference(this: any, other: any): any {
  const out = new ($Set as any)();
  for (let e = this['\xfff'].n; e; e = e.n) if (!$otherHas(other, e.k)) $putEntry(out, e.k, e.k);
  return out;
}

export function $symmetricDifference(this: any, other: any): any {
  const out = $difference.call(this, other);
  $eachOf(other, (x: any) => {
    if (!$entryOf(this, x)) $putEntry(out, x, x);
  });
  return out;
}

export function $isSubsetOf(this: any, other: any): boolean {
  if (this['\xffc'] > $otherSize(other)) return false;
  for (let e = this['\xfff'].n; e; e = e.n) if (!$otherHas(other, e.k)) return false;
  return true;
}

export function $isSupersetOf(this: any, other: any): boolean {
  return this['\xffc'] >= $otherSize(other) && !$eachOf(other, (x: any) => !$entryOf(this, x));
}

export function $isDisjointFrom(this: any, other: any): boolean {
  return !$eachOf(other, (x: any) => !!$entryOf(this, x));
}

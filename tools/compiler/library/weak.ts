// WeakMap and WeakSet: the value is kept in the key itself, under a hidden name, so that it goes when the key goes.
// Typed arrays take no further members; what is kept for them stays as long as the map.
import { $list } from './array-copies.js';
import { $same } from './values.js';

export function $WeakMap(this: any, entries: any): void {
  // The number of the map is kept at the constructor.
  const own: any = $WeakMap;
  own['\xffn'] = (own['\xffn'] || 0) + 1;
  this['\xffw'] = `\xffw${own['\xffn']}`;
  this['\xffb'] = [];
  if (entries) for (const pair of $list(entries)) $weakSet.call(this, pair[0], pair[1]);
}

export function $WeakSet(this: any, items: any): void {
  $WeakMap.call(this, undefined);
  if (items) for (const item of $list(items)) $weakAdd.call(this, item);
}

/** The box of a key, made if `make` is set. */
export function $weakBox(map: any, key: any, make?: any): any {
  if ((typeof key !== 'object' && typeof key !== 'function') || !key) {
    if (make) throw new TypeError('Invalid value used as weak map key');
    return undefined;
  }
  const name = map['\xffw'];
  if (key.byteLength !== undefined) {
    for (const b of map['\xffb']) if ($same(b.k, key)) return b;
    const box = { k: key };
    if (make) map['\xffb'].push(box);
    return make ? box : undefined;
  }
  if (({} as any).hasOwnProperty.call(key, name) && key[name]) return key[name];
  if (!make) return undefined;
  key[name] = {};
  return key[name];
}

export function $weakSet(this: any, key: any, value: any): any {
  $weakBox(this, key, 1).v = [value];
  return this;
}

export function $weakAdd(this: any, key: any): any {
  $weakBox(this, key, 1).v = [key];
  return this;
}

export function $weakGet(this: any, key: any): any {
  const box = $weakBox(this, key);
  return box && box.v && box.v[0];
}

export function $weakHas(this: any, key: any): boolean {
  const box = $weakBox(this, key);
  return !!(box && box.v);
}

export function $weakDelete(this: any, key: any): boolean {
  const box = $weakBox(this, key);
  if (!box || !box.v) return false;
  delete box.v;
  return true;
}

export function $weakGetOrInsert(this: any, key: any, value: any): any {
  if (!$weakHas.call(this, key)) $weakSet.call(this, key, value);
  return $weakGet.call(this, key);
}

export function $weakGetOrInsertComputed(this: any, key: any, work: any): any {
  return $weakHas.call(this, key) ? $weakGet.call(this, key) : $weakGetOrInsert.call(this, key, work(key));
}

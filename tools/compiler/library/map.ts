// Map and Set: a doubly linked list of entries in order, found through a record of keys.

import { $list } from './array-copies.js';
import { $iterator } from './iterators.js';
import { $equal } from './values.js';

/** A key of the record for a primitive, or '' for what is found by walking. */
export function $hash(key: any): string {
  const kind = typeof key;
  if (kind === 'string') return `s${key}`;
  if (kind === 'number') {
    if (key === (key | 0)) return `n${key}`;
    const bytes = new Uint8Array(new Float64Array([key]).buffer);
    let out = 'f';
    for (let i = 0; i < 8; i++) out += String.fromCharCode(bytes[i]!);
    return out;
  }
  return kind === 'boolean' || key === null || key === undefined ? `k${key}` : '';
}

export function $entryOf(map: any, key: any): any {
  const hash = $hash(key);
  if (hash) return map['\xffh'][hash];
  for (let e = map['\xfff'].n; e; e = e.n) if ($equal(e.k, key)) return e;
  return undefined;
}

export function $putEntry(map: any, key: any, value: any): any {
  let e = $entryOf(map, key);
  if (e) e.v = value;
  else {
    const last = map['\xffl'];
    e = { k: key === 0 ? 0 : key, v: value, p: last };
    last.n = e;
    map['\xffl'] = e;
    map['\xffc']++;
    const hash = $hash(key);
    if (hash) map['\xffh'][hash] = e;
  }
  return map;
}

/** Makes the fields, which no loop over the map's own members sees. */
export function $emptyMap(map: any): void {
  map['\xfff'] = map['\xffl'] = {};
  map['\xffh'] = {};
  map['\xffc'] = 0;
}

/** An iterator over entries; entries that are deleted meanwhile lead back to one that is left. */
export function $walkEntries(map: any, pick: any): any {
  let e = map['\xfff'];
  return $iterator(() => {
    while (e && e.d) e = e.p;
    e = e && e.n;
    return e ? { value: pick(e), done: false } : { value: undefined, done: true };
  });
}

export function $Map(this: any, entries: any): void {
  $emptyMap(this);
  if (entries !== undefined && entries !== null)
    for (const pair of $list(entries)) $mapSet.call(this, pair[0], pair[1]);
}

export function $Set(this: any, items: any): void {
  $emptyMap(this);
  if (items !== undefined && items !== null) for (const item of $list(items)) $setAdd.call(this, item);
}

export function $mapSet(this: any, key: any, value: any): any {
  return $putEntry(this, key, value);
}

export function $setAdd(this: any, key: any): any {
  return $putEntry(this, key, key);
}

export function $mapGet(this: any, key: any): any {
  const e = $entryOf(this, key);
  return e && e.v;
}

export function $mapHas(this: any, key: any): boolean {
  return !!$entryOf(this, key);
}

export function $mapDelete(this: any, key: any): boolean {
  const e = $entryOf(this, key);
  if (!e) return false;
  const hash = $hash(key);
  if (hash) delete this['\xffh'][hash];
  e.d = 1;
  e.p.n = e.n;
  if (e.n) e.n.p = e.p;
  if (this['\xffl'] === e) this['\xffl'] = e.p;
  this['\xffc']--;
  return true;
}

export function $mapClear(this: any): void {
  const first = this['\xfff'];
  for (let e = first.n; e; e = e.n) {
    e.d = 1;
    e.p = first;
  }
  delete first.n;
  this['\xffl'] = first;
  this['\xffh'] = {};
  this['\xffc'] = 0;
}

export function $mapSize(this: any): number {
  return this['\xffc'];
}

export function $mapForEach(this: any, work: any, self: any): void {
  const walk = $walkEntries(this, (e: any) => e);
  for (let turn = walk.next(); !turn.done; turn = walk.next()) work.call(self, turn.value.v, turn.value.k, this);
}

export function $mapKeys(this: any): any {
  return $walkEntries(this, (e: any) => e.k);
}

export function $mapValues(this: any): any {
  return $walkEntries(this, (e: any) => e.v);
}

export function $mapEntries(this: any): any {
  return $walkEntries(this, (e: any) => [e.k, e.v]);
}

/** `Map.groupBy` */
export function $mapGroupBy(items: any, work: any): any {
  const out = new ($Map as any)();
  const list = $list(items);
  for (let i = 0; i < list.length; i++) {
    const key = work(list[i], i);
    const e = $entryOf(out, key);
    if (e) e.v.push(list[i]);
    else $putEntry(out, key, [list[i]]);
  }
  return out;
}

export function $getOrInsert(this: any, key: any, value: any): any {
  if (!$entryOf(this, key)) $putEntry(this, key, value);
  return $entryOf(this, key).v;
}

export function $getOrInsertComputed(this: any, key: any, work: any): any {
  return $entryOf(this, key) ? $entryOf(this, key).v : $getOrInsert.call(this, key, work(key));
}

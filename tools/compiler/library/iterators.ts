// Iterators: records with `next`, which are iterable themselves.
import { $arrayFrom } from './array-copies.js';
import { $iterateLater } from './iteration.js';

/** An iterator that asks `next` for `{value, done}`. */
export function $iterator(next: () => any): any {
  const out: any = { next };
  out['\xffiterator'] = () => out;
  return out;
}

/** Walks a list by index; `pick(list, i)` answers what is handed out. */
export function $walk(list: any, pick: any): any {
  let i = 0;
  return $iterator(() => {
    if (list && i < list.length) return { value: pick(list, i++), done: false };
    list = undefined;
    return { value: undefined, done: true };
  });
}

export function $listValues(this: any): any {
  return $walk(this, (list: any, i: number) => list[i]);
}

export function $listKeys(this: any): any {
  return $walk(this, (_: any, i: number) => i);
}

export function $listEntries(this: any): any {
  return $walk(this, (list: any, i: number) => [i, list[i]]);
}

export function $textValues(this: any): any {
  return $walk(this, (text: any, i: number) => text.charAt(i));
}

/** `Array.fromAsync`: waits for each value before it asks for the next. */
export function $fromAsync(items: any, map: any, self: any): any {
  return new Promise((resolve, reject) => {
    const out: any[] = [];
    const listed = items && items['\xffiterator'] === undefined && items['\xffasyncIterator'] === undefined;
    const it = $iterateLater(listed && typeof items === 'object' ? $arrayFrom(items, undefined, undefined) : items);
    const turn = (): any =>
      it.n().then((over: any) => {
        if (over) return resolve(out);
        if (!map) {
          out.push(it.v);
          return turn();
        }
        return Promise.resolve(map.call(self, it.v, out.length)).then((value: any) => {
          out.push(value);
          return turn();
        });
      });
    turn().catch(reject);
  });
}

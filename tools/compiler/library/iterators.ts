// Iterators: records with `next`, which are iterable themselves.

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

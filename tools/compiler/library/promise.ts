// Members of Promise that the interpreter lacks.

import { $list } from './array-copies.js';
import { $AggregateError } from './error-kinds.js';

/** `new Promise`: if nothing holds the two functions when the native constructor returns, it answers a freed promise. */
export function $newPromise(work: any): any {
  const held: any[] = [];
  return new Promise((resolve, reject) => {
    held.push(resolve, reject);
    work(resolve, reject);
  });
}

export function $finally(this: any, work: any): any {
  if (typeof work !== 'function') return this.then(work, work);
  return this.then(
    (value: any) => Promise.resolve(work()).then(() => value),
    (error: any) =>
      Promise.resolve(work()).then(() => {
        throw error;
      }),
  );
}

export function $promiseAll(items: any): any {
  return new Promise((resolve, reject) => {
    const list = $list(items);
    const out: any[] = [];
    let left = list.length;
    if (!left) resolve(out);
    list.forEach((item: any, i: number) => {
      out.push(undefined);
      Promise.resolve(item).then((value: any) => {
        out[i] = value;
        if (!--left) resolve(out);
      }, reject);
    });
  });
}

export function $race(items: any): any {
  return $newPromise((resolve: any, reject: any) => {
    for (const item of $list(items)) Promise.resolve(item).then(resolve, reject);
  });
}

export function $allSettled(items: any): any {
  return $promiseAll(
    $list(items).map((item: any) =>
      Promise.resolve(item).then(
        (value: any) => ({ status: 'fulfilled', value }),
        (reason: any) => ({ status: 'rejected', reason }),
      ),
    ),
  );
}

export function $any(items: any): any {
  return new Promise((resolve, reject) => {
    const list = $list(items);
    const errors: any[] = [];
    let left = list.length;
    const Aggregate: any = $AggregateError;
    if (!left) reject(new Aggregate(errors, 'All promises were rejected'));
    list.forEach((item: any, i: number) => {
      errors.push(undefined);
      Promise.resolve(item).then(resolve, (error: any) => {
        errors[i] = error;
        if (!--left) reject(new Aggregate(errors, 'All promises were rejected'));
      });
    });
  });
}

export function $withResolvers(): any {
  const out: any = {};
  out.promise = new Promise((resolve, reject) => {
    out.resolve = resolve;
    out.reject = reject;
  });
  return out;
}

export function $queueMicrotask(work: any): void {
  Promise.resolve().then(work);
}

export function $setImmediate(work: any, ...args: any[]): any {
  return setTimeout(() => {
    work.apply(undefined, args);
  }, 0);
}

/** `Promise.try`: what `work` throws rejects. */
export function $promiseTry(work: any, ...args: any[]): any {
  return new Promise((resolve) => {
    resolve(work.apply(undefined, args));
  });
}

// WeakRef and FinalizationRegistry, as ECMAScript allows them: nothing is ever seen to be collected.

export function $WeakRef(this: any, target: any): void {
  if ((typeof target !== 'object' && typeof target !== 'function') || !target)
    throw new TypeError('WeakRef: target must be an object');
  this['\xfft'] = target;
}

export function $deref(this: any): any {
  return this['\xfft'];
}

export function $FinalizationRegistry(): void {}

export function $register(): void {}

export function $unregister(): boolean {
  return false;
}

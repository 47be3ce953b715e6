// What classes of card halves need when they run. Card code knows no prototypes: an instance holds its class, a class its base.

type Any = any;
declare const $c: { $error(message: string): Error };

/** `of instanceof kind` */
export function $isA(of: Any, kind: Any): boolean {
  if (of == null) return false;
  for (let k = of['\xffk']; k; k = k['\xffp']) if (k === kind) return true;
  return false;
}

/** `of instanceof Error`: nothing else has a message of the interpreter's own. */
export function $isError(of: Any): boolean {
  return typeof of === 'object' && of !== null && of['\xff:message'] !== undefined;
}

/** Makes an error an instance of the class that `self` was made for. */
export function $asError(self: Any, error: Any): Any {
  error['\xffk'] = self['\xffk'];
  return error;
}

/** Stands for the setter of an accessor that has none. */
export function $onlyGetter(): void {
  throw $c.$error('there is no setter');
}

/** `super.name = value` through a setter. */
export function $putOn(setter: Any, self: Any, value: Any): Any {
  setter(self, value);
  return value;
}

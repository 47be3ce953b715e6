// Kinds of errors that the interpreter lacks, and what all of them share.

export function $makeError(kind: any, message: any, options?: any): any {
  const e: any = new Error(message === undefined ? '' : `${message}`);
  Object.setPrototypeOf(e, kind.prototype);
  if (options && 'cause' in options) e.cause = options.cause;
  return e;
}

export function $RangeError(message: any, options?: any): any {
  return $makeError($RangeError, message, options);
}

export function $EvalError(message: any, options: any): any {
  return $makeError($EvalError, message, options);
}

export function $URIError(message: any, options: any): any {
  return $makeError($URIError, message, options);
}

export function $AggregateError(errors: any, message: any, options: any): any {
  const e = $makeError($AggregateError, message, options);
  e.errors = errors;
  return e;
}

/** Gives a kind of error its place under Error and its name. */
export function $deriveError(kind: any, name: string): void {
  if (kind.prototype.name === name) return;
  Object.setPrototypeOf(kind.prototype, Error.prototype);
  kind.prototype.name = name;
  kind.prototype.constructor = kind;
}

export function $errorText(this: any): string {
  const name = this.name === undefined ? 'Error' : `${this.name}`;
  const message = this.message === undefined ? '' : `${this.message}`;
  return !name ? message : !message ? name : `${name}: ${message}`;
}

/** `new Error(message, { cause })` */
export function $withCause(e: any, options: any): any {
  if (options && 'cause' in options) e.cause = options.cause;
  return e;
}

/** A global that is not there, in a part of a package that may never run. */
export function $missing(name: string): never {
  throw new ReferenceError(`${name} is not defined`);
}

/** `clearTimeout` and `clearInterval`: without a timer nothing is cleared, where the interpreter would clear all. */
export function $clearTimer(timer: any): void {
  if (timer !== undefined && timer !== null) clearTimeout(timer);
}

/** `Error.isError` */
export function $isErrorValue(x: any): boolean {
  return x instanceof Error;
}

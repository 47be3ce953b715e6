// Errors that ECMAScript throws where the interpreter goes on.

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** What a variable holds before its declaration ran: this function. */
export function $dead(): void {}

/** Makes the interpreter's error classes a family, with names: it has five that know nothing of each other. */
export function $errors(): void {
  if (Error.prototype.name) return;
  Error.prototype.name = 'Error';
  Error.prototype.toString = function (this: Any): string {
    return this.message ? `${this.name}: ${this.message}` : this.name;
  };
  for (const [name, made] of [
    ['TypeError', TypeError],
    ['SyntaxError', SyntaxError],
    ['ReferenceError', ReferenceError],
  ] as Any) {
    Object.setPrototypeOf(made.prototype, Error.prototype);
    made.prototype.name = name;
  }
}

/** A variable's value, if its declaration ran. */
export function $live(value: Any, name: string): Any {
  if (value === $dead) throw new ReferenceError(`Cannot access '${name}' before initialization`);
  return value;
}

/** `this` of a plain call: undefined in strict code, the global object on the interpreter. */
export function $strict(self: Any): Any {
  return typeof self === typeof global && [self].indexOf(global) === 0 ? undefined : self;
}

/** A function whose body takes the list of its arguments. */
export function $variadic(body: Any): Any {
  return function (this: Any) {
    // biome-ignore lint/complexity/noArguments: this is where they come from
    return body.call(this, arguments);
  };
}

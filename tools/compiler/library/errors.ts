// Errors that ECMAScript throws where the interpreter goes on.

// biome-ignore lint/suspicious/noExplicitAny: library functions take the program's values
type Any = any;

/** What a variable holds before its declaration ran: this function. */
export function $dead(): void {}

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

// What ECMAScript has and neither the interpreter nor the library: refused where a program's text shows it, with advice.

/** Names of the global record. */
export const missing: Readonly<Record<string, string>> = {
  AsyncDisposableStack: 'Use try and finally.',
  Atomics: 'There is one thread.',
  BigInt: 'Use two numbers, or bytes.',
  BigInt64Array: 'Use Uint32Array.',
  BigUint64Array: 'Use Uint32Array.',
  DisposableStack: 'Use try and finally.',
  Float16Array: 'Use Float32Array.',
  Function: 'Write the code out.',
  Intl: 'Write the text yourself.',
  Iterator: 'Write a generator, or make a list first: [...x].',
  Proxy: 'Write methods.',
  ShadowRealm: 'There is one.',
  SharedArrayBuffer: 'Use ArrayBuffer.',
  SuppressedError: 'Use Error with a cause.',
  Temporal: 'Use Date, or whole seconds.',
  eval: 'Write the code out.',
};

const old = 'It is not of the standard. Use match or exec.';

/** `Owner.name` */
export const missingStatics: Readonly<Record<string, string>> = {
  'JSON.isRawJSON': 'Write the text yourself.',
  'JSON.rawJSON': 'Write the text yourself.',
  'Math.f16round': 'Use Math.fround.',
  'Math.sumPrecise': 'Use a loop.',
  'Object.getOwnPropertySymbols': 'Keep a list of the symbols.',
  'Reflect.construct': 'Use new with spread.',
  'RegExp.input': old,
  'RegExp.lastMatch': old,
  'RegExp.lastParen': old,
  'RegExp.leftContext': old,
  'RegExp.rightContext': old,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`RegExp.$${n}`, old])),
  'String.dedent': 'Write the text without the spaces.',
};

const locale = 'Write the text yourself.';
const accessor = 'Use Object.defineProperty and Object.getOwnPropertyDescriptor.';

/** Methods that no value has, unless the program gives it one of that name. */
export const missingMethods: Readonly<Record<string, string>> = {
  __defineGetter__: accessor,
  __defineSetter__: accessor,
  __lookupGetter__: accessor,
  __lookupSetter__: accessor,
  getFloat16: 'Use getFloat32.',
  getYear: 'Use getFullYear.',
  isWellFormed: 'Texts are bytes.',
  setFloat16: 'Use setFloat32.',
  setFromBase64: 'Use set with Uint8Array.fromBase64.',
  setFromHex: 'Use set with Uint8Array.fromHex.',
  setYear: 'Use setFullYear.',
  toGMTString: 'Use toUTCString.',
  toLocaleDateString: locale,
  toLocaleTimeString: locale,
  toTimeString: locale,
  toWellFormed: 'Texts are bytes.',
  transferToFixedLength: 'Make a new ArrayBuffer, and copy.',
};

const buffer = 'Make a new ArrayBuffer, and copy.';
const html = 'Write the text out.';
const list = 'Make a list first: [...x].';

/** Methods and members of values whose kind the program's text shows. */
export const missingOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ArrayBuffer: {
    detached: buffer,
    maxByteLength: buffer,
    resizable: buffer,
    resize: buffer,
    transfer: buffer,
  },
  Date: { toLocaleString: locale },
  Iterator: Object.fromEntries(
    'drop every filter find flatMap forEach map reduce some take toArray'.split(' ').map((name) => [name, list]),
  ),
  Object: { toLocaleString: 'Give it a method that writes it.' },
  RegExp: { compile: 'Make a new one.', unicodeSets: 'The flag v is refused.' },
  Symbol: { toString: 'Use its description.' },
  String: Object.fromEntries(
    'anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup'
      .split(' ')
      .map((name) => [name, html]),
  ),
};

// How much of a board a program takes, before it is there. Counted in blocks of the interpreter's heap (JsVars).
//
// It counts what the top level of the program makes and what stays of that: the way the interpreter allocates was
// measured construct by construct on Espruino 2v29 with blocks of 13 bytes. program-estimate.test.ts holds the sum to whole
// programs. What functions make when something calls them later is not in it.
import { parse, t } from './babel.js';
import type { Piece } from './estimate.js';
import { openMap, original, type SourceMap } from './source-map.js';

export interface ProgramSizes {
  /** Bytes of the program. */
  readonly code: number;
  /** Bytes of Storage that it takes as a file. */
  readonly flash: number;
  /** JsVars that it holds when it has started from flash, and when it came as a text in RAM. */
  readonly vars: number;
  readonly ramVars: number;
  /** What of the RAM figure is largest, largest first. */
  readonly pieces: readonly Piece[];
}

/** Bytes of a Storage file's header, and what files are aligned to. */
const fileHeader = 32;
const aligned = 4;
/** A native class: its name and record on first use, and what `new` makes besides. */
const nativeClass = 1;
const nativePrototype = 5;
const typedArray = 3;
/** What a timer, a repeated one, a watch and a listener take besides their function. */
const timers: Readonly<Record<string, number>> = { setTimeout: 5, setInterval: 7, setWatch: 12 };
const listener = 3;
/** A serial port: its record, its options, its queue of listeners. */
const port = 14;
/** A built-in module on first use, and what a function of the program keeps of a function handed to it. */
const moduleRecord = 6;
const kept = 1;
/** An async function that waits: its promises, their listeners and the driver's scope. */
const pendingTask = 118;
/** A method of the library put on a native prototype. */
const patchedPrototype = 6;
const typedBytes: Readonly<Record<string, number>> = {
  Uint8Array: 1,
  Int8Array: 1,
  Uint8ClampedArray: 1,
  Uint16Array: 2,
  Int16Array: 2,
  Uint24Array: 3,
  Uint32Array: 4,
  Int32Array: 4,
  Float32Array: 4,
  Float64Array: 8,
};

/** The beginning of a compiled async function: it hands its steps to the driver. */
const waits = /^\{\s*(var [^;]*;\s*)?return [\w$]+\(function\([\w$]*(,[\w$]+)?\)\{/;

class Count {
  flash = 0;
  ram = 0;
  readonly pieces: Piece[] = [];
  /** Does anything outlive the top level that can still reach its variables? */
  escaped = false;
  readonly #natives = new Set<string>();
  readonly #functions = new Map<string, t.Function>();
  readonly #calling = new Set<t.Function>();
  constructor(
    private readonly text: string,
    private readonly block: number,
    private readonly place: (offset: number) => string,
  ) {}

  add(blocks: number, more = 0): void {
    this.flash += blocks;
    this.ram += blocks + more;
  }
  /** Blocks of a text by itself, cut into blocks or flat. */
  chars(n: number): number {
    const cut = 1 + Math.ceil(Math.max(0, n - 8) / (this.block - 4));
    return Math.min(cut, 1 + Math.ceil(n / this.block));
  }
  name(n: string): number {
    return 1 + Math.ceil(Math.max(0, n.length - 4) / (this.block - 4));
  }
  native(name: string, made: boolean): void {
    if (this.#natives.has(name)) return;
    this.#natives.add(name);
    if (/^(Serial\d|USB|Bluetooth)$/.test(name)) this.add(port);
    else this.add(this.name(name) + nativeClass + (made ? nativePrototype : 0));
  }

  /** The text of a function as the interpreter keeps it. */
  kept(f: t.Function): number {
    const { start, end } = f.body;
    if (!t.isBlockStatement(f.body)) return end! - start!;
    const inner = this.text.slice(start! + 1, end! - 1).trim();
    return inner.replace(/^return\b\s*/, '').length;
  }

  /** `depth`: scopes around it. */
  function(f: t.Function, depth: number): void {
    const before = this.ram;
    const code = this.chars(this.kept(f));
    this.add(3 + (depth === 1 ? 1 : 2 + depth), code - 1);
    for (const p of f.params) if (t.isIdentifier(p)) this.add(this.name(p.name));
    this.pieces.push({ what: `the function at ${this.place(f.start!)}`, vars: this.ram - before });
  }

  value(node: t.Node | null | undefined, depth: number): void {
    if (!node) return;
    if (t.isFunction(node)) {
      this.escaped = true;
      this.function(node, depth);
    } else if (t.isNumericLiteral(node)) this.number(node.value);
    else if (t.isUnaryExpression(node) && t.isNumericLiteral(node.argument)) this.number(-node.argument.value);
    else if (t.isStringLiteral(node)) this.add(this.chars(node.value.length));
    else if (t.isArrayExpression(node)) {
      this.add(1 + node.elements.length);
      for (const e of node.elements) this.value(e, depth);
    } else if (t.isObjectExpression(node)) {
      this.add(1);
      for (const p of node.properties) {
        if (t.isSpreadElement(p)) continue;
        this.add(this.name(t.isIdentifier(p.key) ? p.key.name : t.isStringLiteral(p.key) ? p.key.value : ''));
        this.value(t.isObjectMethod(p) ? p : p.value, depth);
      }
    } else if (t.isCallExpression(node) || t.isNewExpression(node)) this.call(node, depth);
    else if (t.isAssignmentExpression(node)) this.value(node.right, depth);
    else if (t.isSequenceExpression(node)) for (const e of node.expressions) this.value(e, depth);
  }
  number(n: number): void {
    if (!Number.isInteger(n) || Math.abs(n) > 32767) this.add(1);
  }

  call(node: t.CallExpression | t.NewExpression, depth: number): void {
    const { callee, arguments: args } = node;
    const name = t.isIdentifier(callee) ? callee.name : '';
    const own = this.#functions.get(name);
    for (const a of args)
      if (t.isFunction(a) || (t.isIdentifier(a) && this.#functions.has(a.name))) this.escaped = true;
    if (t.isNewExpression(node) && !own) {
      this.native(name, true);
      const [size] = args;
      if (typedBytes[name] && t.isNumericLiteral(size))
        this.add(typedArray + Math.ceil((size.value * typedBytes[name]) / this.block));
    } else if (!own && timers[name]) this.add(timers[name]);
    else if (
      t.isMemberExpression(callee) &&
      t.isIdentifier(callee.object) &&
      /^[A-Z]|^console$/.test(callee.object.name)
    ) {
      this.native(callee.object.name, false);
      if (t.isIdentifier(callee.property, { name: 'on' })) this.add(listener);
    }
    if (name === 'require' && t.isStringLiteral(args[0]) && !this.#natives.has(args[0].value)) {
      this.#natives.add(args[0].value);
      this.add(moduleRecord);
    }
    if (own) this.enter(own, depth);
    for (const a of args) {
      if (t.isFunction(a) || (t.isObjectExpression(a) && timers[name] === undefined)) this.value(a, depth);
      if (t.isFunction(a) && own) this.add(kept);
    }
  }

  /** An async function that was called and waits: the driver's functions and variables, and the step. */
  pending(body: readonly t.Statement[]): void {
    this.add(pendingTask);
    const last = body.at(-1);
    if (!t.isReturnStatement(last) || !t.isCallExpression(last.argument)) return;
    const { callee, arguments: args } = last.argument;
    const functions: t.Function[] = t.isFunction(args[0]) ? [args[0]] : [];
    const driver = t.isIdentifier(callee) ? this.#functions.get(callee.name) : undefined;
    if (driver)
      t.traverseFast(driver.body, (n) => {
        if (t.isFunction(n)) functions.push(n);
        if (t.isVariableDeclarator(n) && t.isIdentifier(n.id)) this.add(this.name(n.id.name) - 1);
      });
    // The executor itself has run, and is gone.
    for (const inner of functions) {
      for (const p of inner.params) if (t.isIdentifier(p)) this.add(this.name(p.name) - 1);
      if (inner !== functions[1]) this.add(0, this.chars(this.kept(inner)) - 1);
    }
  }

  /** A function of the program that its top level calls: what it makes stays if functions that it made do. */
  enter(f: t.Function, depth: number): void {
    if (this.#calling.has(f) || !t.isBlockStatement(f.body)) return;
    this.#calling.add(f);
    let made = false;
    t.traverseFast(f.body, (n) => {
      if (n !== f && t.isFunction(n)) made = true;
    });
    if (waits.test(this.text.slice(f.body.start!, f.body.end!))) {
      this.pending(f.body.body);
      this.escaped = true;
    } else if (made) {
      this.add(1);
      for (const p of f.params) if (t.isIdentifier(p)) this.add(this.name(p.name));
      this.statements(f.body.body, depth + 1);
    }
    this.#calling.delete(f);
  }

  statements(body: readonly t.Statement[], depth: number): void {
    for (const s of body) if (t.isFunctionDeclaration(s) && s.id) this.#functions.set(s.id.name, s);
    for (const s of body) {
      if (t.isFunctionDeclaration(s)) {
        this.add(this.name(s.id!.name));
        this.function(s, depth);
      } else if (t.isVariableDeclaration(s))
        for (const d of s.declarations) {
          if (t.isIdentifier(d.id)) this.add(this.name(d.id.name));
          if (t.isIdentifier(d.id) && t.isFunction(d.init)) this.#functions.set(d.id.name, d.init);
          this.value(d.init, depth);
        }
      else if (t.isExpressionStatement(s)) this.expression(s.expression, depth);
      else if (t.isReturnStatement(s)) this.value(s.argument, depth);
    }
  }
  expression(e: t.Expression, depth: number): void {
    if (t.isSequenceExpression(e)) for (const x of e.expressions) this.expression(x, depth);
    else if (t.isAssignmentExpression(e)) {
      const { left, right } = e;
      const global = t.isMemberExpression(left) && t.isIdentifier(left.object, { name: 'global' });
      if (global) {
        this.globals += this.name(t.isIdentifier(left.property) ? left.property.name : '');
        if (t.isIdentifier(right) && this.#functions.has(right.name)) this.escaped = true;
      } else if (t.isMemberExpression(left) && t.isIdentifier(left.property)) this.add(this.name(left.property.name));
      else if (t.isMemberExpression(left) && t.isMemberExpression(left.object)) this.add(patchedPrototype);
      this.value(right, depth);
    } else this.value(e, depth);
  }
  globals = 0;
}

/** `text`: the program before it was pretokenised; `block`: bytes of a JsVar on the board. */
export function estimateProgram(text: string, bytes: number, map: SourceMap, block = 13): ProgramSizes {
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  const trace = openMap(map);
  const place = (offset: number): string => {
    const line = lines.findLastIndex((start) => start <= offset);
    const at = original(trace, line + 1, offset - lines[line]!);
    return at ? `${at.source.split('/').pop()}:${at.line}:${at.column}` : 'the library';
  };
  const count = new Count(text, block, place);
  const { body } = parse(text).program;
  const [only] = body;
  const wrapped =
    t.isExpressionStatement(only) && t.isCallExpression(only.expression) ? only.expression.callee : undefined;
  if (t.isFunctionExpression(wrapped)) {
    for (const p of wrapped.params) if (t.isIdentifier(p)) count.add(count.name(p.name));
    count.statements(wrapped.body.body, 1);
  }
  const alive = count.escaped ? 1 : 0;
  return {
    code: bytes,
    flash: fileHeader + Math.ceil(bytes / aligned) * aligned,
    vars: alive * (count.flash + 1) + count.globals,
    ramVars: alive * (count.ram + 1) + count.globals,
    pieces: count.pieces.sort((a, b) => b.vars - a.vars),
  };
}

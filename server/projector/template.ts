// Channel code, cut once into fixed text and slots, so that an epoch's code is made by joining strings: no compiler and no
// parser stands in the session path.
//
// It has two parts, each a compiled template: the frame, and the suite that the frame's `$c.$lock` and `$c.$unlock` name.
import { readFileSync } from 'node:fs';
import { mistyTables } from '../../protocol/crypto/misty1.js';
import type { SuiteName } from '../../protocol/crypto/suites.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { parameters } from '../../protocol/subset/table.js';
import { type Draw, heads, places } from './draw.js';
import { shuffle } from './random.js';

/** What the compiler makes of a `*.card.ts` template. Table entries are byte strings. */
export interface CompiledTemplate {
  readonly code: string;
  readonly table: readonly string[];
}

const byteAt = (d: Draw, byte: 'low' | 'high' | 'code'): number => (heads[d.head] as readonly string[]).indexOf(byte);
const inner = (d: Draw): number => (d.tag === 'end' ? 0 : d.tag);

/** What each number of a template stands for. */
const numbers: Readonly<Record<string, (d: Draw) => number>> = {
  7001: (d) => d.block,
  // PKCS#7 adds 1 to 16 bytes, so for CBC a plaintext of one less than a multiple of the block fills it exactly.
  7002: (d) => (d.suite === 'aes-cbc-hmac' ? d.block - 1 : d.block),
  7003: (d) => inner(d),
  7004: (d) => inner(d) + 16,
  7005: (d) => byteAt(d, 'low'),
  7006: (d) => byteAt(d, 'high'),
  7007: (d) => byteAt(d, 'code'),
};

/** Which alternative of each choice is taken, and how many there are. */
const choices: Readonly<Record<string, readonly [count: number, take: (d: Draw) => number]>> = {
  7101: [heads.length, (d) => d.head],
  7102: [places.length, (d) => d.place],
  7103: [3, (d) => (d.tag === 'end' ? 0 : d.tag === 0 ? 1 : 2)],
  7104: [2, (d) => (d.bigEndian ? 0 : 1)],
};

/** What each placeholder string of a template stands for. */
const strings: Readonly<Record<string, (d: Draw) => Uint8Array>> = {
  '@to-wire': (d) => d.toWire,
  '@from-wire': (d) => d.fromWire,
  '@filler': (d) => d.filler,
  '@nonce-head': (d) => d.before,
  '@nonce-tail': (d) => d.after,
  '@misty-tables': () => mistyTables,
};

const token =
  /\$c\s*\.\s*\$pick\s*\(\s*\d+|\$c\s*\.\s*\$(?:un)?lock\b|\.\s*\$\w+|\$t\s*\[\s*\d+\s*\]|\$\w+|\b70\d\d\b/g;
const firstCharacters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabdefhijklmnopqrsuvwxyz_'];
const laterCharacters = [...firstCharacters, ...'0123456789'];

/** Names that a draw may give: all of one character if they suffice, else all of two. `$c`, `$t` and `$g` are taken. */
export function namePool(needed: number): string[] {
  const short = laterCharacters.map((x) => `$${x}`);
  return needed <= short.length ? short : firstCharacters.flatMap((x) => laterCharacters.map((y) => `$${x}${y}`));
}

const misfit = (what: string): Cpu6Error => new Cpu6Error('INTERNAL', { what: `channel template: ${what}` });

/** What is made of the names and the table at each filling. */
interface Filling {
  readonly draw: Draw;
  readonly names: readonly string[];
  readonly places: readonly number[];
}
type Slot = string | ((f: Filling) => string);

/** A statement that gives a function its name. */
const aFunction = /^(\$\w+)=function\(/;

/** The statements of a text, without the semicolons between them. */
function statements(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    const ends = depth === 0 && (c === ';' || (c === '}' && text.startsWith('for(', from)));
    if (!ends && i < text.length - 1) continue;
    const statement = text.slice(from, c === ';' ? i : i + 1);
    if (statement) out.push(statement);
    from = i + 1;
  }
  return out;
}

/** The arguments of a call whose first one starts at `from`, and where its bracket closes. */
function argumentsFrom(text: string, from: number): { readonly list: string[]; readonly end: number } {
  const list: string[] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (depth === 0 && (c === ',' || c === ')')) {
      list.push(text.slice(start, i));
      if (c === ')') return { list, end: i + 1 };
      start = i + 1;
    } else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
  }
  throw misfit('a bracket is open');
}

interface Statement {
  readonly slots: readonly Slot[];
  /** Statements that must stand before it. */
  readonly after: readonly number[];
  /** It is no function, whose statement only names it. */
  readonly runs: boolean;
}

export class Template {
  readonly #statements: Statement[] = [];
  readonly #table: (Uint8Array | ((d: Draw) => Uint8Array))[] = [];
  readonly #names: readonly string[];
  readonly #nameCount: number;
  readonly #end: readonly Slot[];
  readonly #seen = new Set<string>();
  readonly #index = new Map<string, number>();

  /** Throws `INTERNAL` if the parts and this file do not fit together. */
  constructor(frame: CompiledTemplate, suite: CompiledTemplate) {
    const locked = this.#add(suite, 'suite', []);
    const sealed = this.#add(frame, 'frame', locked);
    this.#end = [`return[`, ...sealed[0]!, ',', ...sealed[1]!, '];'];
    for (const name of [
      '7101',
      '7102',
      '7103',
      '7104',
      '@to-wire',
      '@from-wire',
      '@filler',
      '@nonce-head',
      '@nonce-tail',
    ])
      if (!this.#seen.has(name)) throw misfit(`${name} is missing`);
    this.#nameCount = this.#index.size;
    this.#names = namePool(this.#nameCount);
  }

  /** Names of the code, statements in it, and entries of its table: what is drawn besides the fields of the draw. */
  get shape(): {
    readonly names: number;
    readonly pool: number;
    readonly statements: number;
    /** Of the statements, those that run and so keep their order. */
    readonly runs: number;
    readonly table: number;
  } {
    return {
      runs: this.#statements.filter(({ runs }) => runs).length,
      names: this.#nameCount,
      pool: this.#names.length,
      statements: this.#statements.length,
      table: this.#table.length,
    };
  }

  /** The code and table of one draw. Names and orders are drawn here, afresh at each filling. */
  fill(draw: Draw): { readonly code: string; readonly table: readonly Uint8Array[] } {
    const places = shuffle(this.#table.map((_, i) => i));
    const filling: Filling = { draw, names: shuffle(this.#names.slice()), places };
    let code = `var ${shuffle(filling.names.slice(0, this.#nameCount)).join(',')};`;
    for (const i of this.#order()) code += join(this.#statements[i]!.slots, filling);
    code += join(this.#end, filling);
    const table: Uint8Array[] = [];
    this.#table.forEach((entry, i) => {
      table[places[i]!] = typeof entry === 'function' ? entry(draw) : entry;
    });
    return { code, table };
  }

  /** The statements in a drawn order that keeps what must stand before what. */
  #order(): number[] {
    const left = shuffle(this.#statements.map((_, i) => i));
    const done = new Set<number>();
    const order: number[] = [];
    while (left.length) {
      const at = left.findIndex((i) => this.#statements[i]!.after.every((j) => done.has(j)));
      const [next] = left.splice(at, 1);
      done.add(next!);
      order.push(next!);
    }
    return order;
  }

  /** Takes a part in; the two values that it returns. `locked`: what `$c.$lock` and `$c.$unlock` stand for. */
  #add(part: CompiledTemplate, scope: string, locked: readonly (readonly Slot[])[]): readonly (readonly Slot[])[] {
    const [head, ...body] = statements(part.code);
    const last = /^return\[(\$\w+),(\$\w+)\]$/.exec(body.pop() ?? '');
    if (!head?.startsWith('var ') || !last) throw misfit('a part has another form');
    const first = this.#table.length;
    this.#table.push(
      ...part.table.map((entry) => {
        this.#seen.add(entry);
        return strings[entry] ?? Uint8Array.from(Buffer.from(entry, 'latin1'));
      }),
    );
    const cut = (text: string): Slot[] => this.#cut(text, scope, first, locked);
    const base = this.#statements.length;
    // A function is only named by its statement; what runs has to wait for what it names, and for what ran before.
    const named = new Map<string, number>();
    for (const [i, text] of body.entries()) {
      const name = aFunction.exec(text)?.[1];
      if (name) named.set(name, base + i);
    }
    let ran: number | undefined;
    for (const [i, text] of body.entries()) {
      const isFunction = aFunction.test(text);
      const after = isFunction ? [] : this.#needs(body, text, named, base);
      if (!isFunction) {
        if (ran !== undefined) after.push(ran);
        ran = base + i;
      }
      this.#statements.push({ slots: cut(`${text};`), after, runs: !isFunction });
    }
    return [cut(last[1]!), cut(last[2]!)];
  }

  /** The functions that a text names, and those that they name. */
  #needs(body: readonly string[], text: string, named: ReadonlyMap<string, number>, base: number): number[] {
    const out = new Set<number>();
    const visit = (t: string): void => {
      for (const [name] of t.matchAll(/\$\w+/g)) {
        const at = named.get(name);
        if (at === undefined || out.has(at)) continue;
        out.add(at);
        visit(body[at - base]!);
      }
    };
    visit(text);
    return [...out];
  }

  #cut(text: string, scope: string, first: number, locked: readonly (readonly Slot[])[]): Slot[] {
    const out: Slot[] = [];
    let end = 0;
    token.lastIndex = 0;
    for (let match = token.exec(text); match; match = token.exec(text)) {
      const [found] = match;
      const at = match.index;
      if ((parameters as readonly string[]).includes(found) || found.startsWith('.')) continue;
      out.push(text.slice(end, at));
      end = at + found.length;
      const number = /\d+/.exec(found)?.[0] ?? '';
      if (found.startsWith('$c') && number) {
        const choice = choices[number];
        const { list, end: closed } = argumentsFrom(text, text.indexOf(',', at) + 1);
        if (choice?.[0] !== list.length) throw misfit(`choice ${number}`);
        this.#seen.add(number);
        const options = list.map((option) => this.#cut(option, scope, first, locked));
        out.push((f) => join(options[choice[1](f.draw)]!, f));
        end = closed;
        token.lastIndex = end;
      } else if (found.startsWith('$c')) {
        const slots = locked[found.endsWith('unlock') ? 1 : 0];
        if (!slots) throw misfit('a suite has no frame in it');
        out.push(...slots);
      } else if (found.startsWith('$t')) {
        const i = first + Number(number);
        out.push((f) => `$t[${f.places[i]}]`);
      } else if (found.startsWith('$')) {
        const key = `${scope} ${found}`;
        const i = this.#index.get(key) ?? this.#index.size;
        this.#index.set(key, i);
        out.push((f) => f.names[i]!);
      } else {
        const value = numbers[found];
        if (!value) throw misfit(`${found} stands for nothing`);
        out.push((f) => String(value(f.draw)));
      }
    }
    out.push(text.slice(end));
    return out;
  }
}

function join(slots: readonly Slot[], filling: Filling): string {
  let out = '';
  for (const slot of slots) out += typeof slot === 'string' ? slot : slot(filling);
  return out;
}

/** Reads a template that the build compiled. */
function read(name: string): CompiledTemplate {
  const url = new URL(`./templates/${name}.json`, import.meta.url);
  try {
    return JSON.parse(readFileSync(url, 'utf8')) as CompiledTemplate;
  } catch (cause) {
    throw new Cpu6Error(
      'ENVIRONMENT',
      { what: `channel template ${name}`, how: 'Build cpu6: npm run build.' },
      { cause },
    );
  }
}

/** The channel code of a suite, as the build compiled it. */
export const loadTemplate = (suite: SuiteName): Template => new Template(read('frame'), read(suite));

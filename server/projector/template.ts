// A compiled template, cut once into fixed text and slots, so that an epoch's code is made by joining strings:
// no compiler and no parser stands in the session path.
import { readFileSync } from 'node:fs';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { parameters } from '../../protocol/subset/table.js';
import type { Draw } from './draw.js';
import { shuffle } from './random.js';

/** What the compiler makes of a `*.card.ts` template. Table entries are byte strings. */
export interface CompiledTemplate {
  readonly code: string;
  readonly table: readonly string[];
}

/** What each number of a template stands for. */
const numbers: Readonly<Record<string, (d: Draw) => number>> = {
  7001: (d) => d.block,
  7002: (d) => (d.codeFirst ? 1 : 0),
  // PKCS#7 adds 1 to 16 bytes, so a plaintext of one less than a multiple of the block fills it exactly.
  7003: (d) => d.block - 1,
  7004: (d) => (d.tagFirst ? 16 : 0),
  7005: (d) => (d.tagFirst ? 0 : 1),
  7006: (d) => (d.codeFirst ? 0 : 1),
  7007: (d) => (d.codeFirst ? 3 : 2),
};

/** What each placeholder string of a template stands for. */
const strings: Readonly<Record<string, (d: Draw) => Uint8Array>> = {
  '@to-wire': (d) => d.toWire,
  '@from-wire': (d) => d.fromWire,
  '@filler': (d) => d.filler,
};

const token = /\.\s*\$\w+|\$\w+|\b70\d\d\b/g;
const firstCharacters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghijklmnopqrsuvwxyz_'];
const laterCharacters = [...firstCharacters, ...'0123456789'];

/** Names that a draw may give: all of one character if they suffice, else all of two. `$c` and `$t` are taken. */
function namePool(needed: number): string[] {
  const short = laterCharacters.map((x) => `$${x}`);
  return needed <= short.length ? short : firstCharacters.flatMap((x) => laterCharacters.map((y) => `$${x}${y}`));
}

export class Template {
  /** Fixed text; after piece i comes slot i. */
  readonly #pieces: string[] = [];
  /** A name's index, or a function of the draw. */
  readonly #slots: (number | ((d: Draw) => number))[] = [];
  readonly #table: (Uint8Array | ((d: Draw) => Uint8Array))[];
  readonly #names: string[];
  readonly #nameCount: number;

  /** Throws `INTERNAL` if a placeholder is missing or unknown: the template and this file do not fit. */
  constructor(compiled: CompiledTemplate) {
    const nameIndex = new Map<string, number>();
    const seen = new Set<string>();
    let end = 0;
    for (const match of compiled.code.matchAll(token)) {
      const [text] = match;
      // Members of `$c` are the contract with the card; `$c` and `$t` are its parameters.
      if (text.startsWith('.') || (parameters as readonly string[]).includes(text)) continue;
      let slot: number | ((d: Draw) => number) | undefined;
      if (text.startsWith('$')) {
        slot = nameIndex.get(text) ?? nameIndex.size;
        nameIndex.set(text, slot);
      } else {
        slot = numbers[text];
        seen.add(text);
        if (!slot) throw new Cpu6Error('INTERNAL', { what: `channel template: ${text} stands for nothing` });
      }
      this.#pieces.push(compiled.code.slice(end, match.index));
      this.#slots.push(slot);
      end = match.index + text.length;
    }
    this.#pieces.push(compiled.code.slice(end));
    this.#table = compiled.table.map((entry) => {
      seen.add(entry);
      return strings[entry] ?? Uint8Array.from(Buffer.from(entry, 'latin1'));
    });
    for (const name of [...Object.keys(numbers), ...Object.keys(strings)])
      if (!seen.has(name)) throw new Cpu6Error('INTERNAL', { what: `channel template: ${name} is missing` });
    this.#nameCount = nameIndex.size;
    this.#names = namePool(this.#nameCount);
  }

  /** The code and table of one draw. Names are drawn here, afresh at each filling. */
  fill(d: Draw): { readonly code: string; readonly table: readonly Uint8Array[] } {
    const names = shuffle(this.#names.slice());
    let code = this.#pieces[0]!;
    for (let i = 0; i < this.#slots.length; i++) {
      const slot = this.#slots[i]!;
      code += typeof slot === 'number' ? names[slot] : slot(d);
      code += this.#pieces[i + 1];
    }
    return { code, table: this.#table.map((entry) => (typeof entry === 'function' ? entry(d) : entry)) };
  }
}

/** Reads a template that the build compiled. */
export function loadTemplate(name: string): Template {
  const url = new URL(`./templates/${name}.json`, import.meta.url);
  try {
    return new Template(JSON.parse(readFileSync(url, 'utf8')) as CompiledTemplate);
  } catch (cause) {
    if (cause instanceof Cpu6Error) throw cause;
    throw new Cpu6Error(
      'ENVIRONMENT',
      { what: `channel template ${name}`, how: 'Build cpu6: npm run build.' },
      { cause },
    );
  }
}

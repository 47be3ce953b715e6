// The checks that run on the card: one build with a switch in each, from which each check gets a runtime whose switch is
// thrown. So nothing is compiled anew, and a runtime that tells what it reaches comes from the same build.
import { byFile, type Mutant } from './mutants.js';
import type { Side } from './reach.js';
import { leftOut, reachedFile, switched } from './switches.js';
import type { Environment, Workshop } from './workshop.js';

/** What the virtual card computes for its program, and the place where it hears of checks. */
const machine = 'dist/device/virtual/machine.js';
const place = 'crc32(bytes(m))';
/** What a runtime says of a check that it reached, as something to make a checksum of. */
const told = 'reached check ';
/** Numbers have three digits: the runtime knows where in its text each part begins, so all texts have one length. */
const first = 100;
const most = 1000 - first;
// No name that begins with a dollar: the card takes those out of the global record.
const call = /off\$\((\d{3})\)/g;

/** How the runtime tells, and how Node hears of it on the virtual card's behalf. */
const telling = `;function off$(n){if(!off$[n]){off$[n]=1;E.CRC32("${told}"+n)}return 0}`;
const listening = `
function $heard(b) {
  const text = Buffer.from(b).toString('latin1');
  if (text.startsWith('${told}')) globalThis.reached$(text);
  return b;
}
`;
/** What tests of single files of the runtime find, which run those in Node. */
const setup = `
const { appendFileSync } = require('node:fs');
const seen = new Set();
globalThis.reached$ = (text) => {
  if (!process.env.${reachedFile} || seen.has(text)) return;
  seen.add(text);
  appendFileSync(process.env.${reachedFile}, text + '\\n');
};
globalThis.off$ = (n) => {
  globalThis.reached$('${told}' + n);
  return process.env.${leftOut} === String(n);
};
`;

export class CardSide implements Side {
  readonly #number: ReadonlyMap<string, number>;
  #runtime = '';

  /** `all`: every check of the card. Each worker has a card of its own. */
  constructor(
    readonly shops: readonly Workshop[],
    private readonly all: readonly Mutant[],
  ) {
    if (all.length > most) throw new Error(`more than ${most} checks`);
    this.#number = new Map(all.map((m, n) => [m.name, n + first]));
  }

  /** Builds the runtime, and prepares every workshop. Throws if that fails. */
  async build(): Promise<void> {
    const files = [...byFile(this.all)];
    const texts = files.map(([file, checks]) => {
      const text = switched(this.shops[0]!.read(file), checks, (n) => this.#number.get(checks[n]!.name)!);
      return [file, text] as const;
    });
    // The compiler runs the verifier too, and knows no switches.
    for (const [file, text] of texts) this.shops[0]!.write(file, text);
    if (!(await this.shops[0]!.makeArtifacts())) throw new Error('a runtime with switches does not build');
    this.#runtime = this.shops[0]!.built('device/runtime.js');
    for (const shop of this.shops) {
      for (const [file, text] of texts) shop.change(file, text);
      shop.write('off.cjs', setup);
      shop.edit('jest.config.mjs', 'transform: {}', "transform: {}, setupFiles: ['<rootDir>/off.cjs']");
      shop.edit(machine, place, 'crc32($heard(bytes(m)))');
      shop.edit(machine, 'export class', `${listening}export class`);
    }
  }

  names(m: Mutant): readonly string[] {
    return [`${told}${this.#number.get(m.name)}`];
  }

  leaveOut(shop: Workshop, m: Mutant | undefined): Environment {
    const number = m && this.#number.get(m.name);
    const text = m
      ? this.#runtime.replace(call, (whole, n) => (Number(n) === number ? '1' : '0').padStart(whole.length))
      : this.#runtime + telling;
    shop.write('dist/device/runtime.js', text, 'latin1');
    return m ? { [leftOut]: String(number) } : {};
  }
}

// Random programs, made from a list of choices: the same list makes the same program, a shorter one a smaller program.
//
// They always end: every loop and call burns fuel, and want of fuel throws. Numbers stay whole and below 2^31.

import { parts, waitingParts } from './random-parts.js';

/** Hands out choices; 0, the simplest, when there are none left. */
class Choices {
  #at = 0;
  constructor(readonly list: readonly number[]) {}
  /** From 0 to n - 1. */
  of(n: number): number {
    const c = this.list[this.#at++] ?? 0;
    return c % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.of(list.length)]!;
  }
  get left(): boolean {
    return this.#at < this.list.length;
  }
}

type Kind = 'num' | 'str' | 'list' | 'rec' | 'fn' | 'gen' | 'obj';
interface Name {
  readonly name: string;
  readonly kind: Kind;
  readonly constant: boolean;
}

interface Place {
  readonly names: readonly Name[];
  readonly depth: number;
  /** Inside a function, a loop, a generator. */
  readonly returns: boolean;
  readonly loops: boolean;
  readonly yields: boolean;
  readonly waits: boolean;
  readonly labels: readonly string[];
}

class Writer {
  #count = 0;
  constructor(readonly c: Choices) {}
  fresh(hint: string): string {
    return `${hint}${this.#count++}`;
  }

  #name(p: Place, kind: Kind, writable = false): string | undefined {
    const list = p.names.filter((n) => n.kind === kind && !(writable && n.constant));
    return list.length ? this.c.pick(list).name : undefined;
  }
  #deeper = (p: Place): Place => ({ ...p, depth: p.depth + 1 });

  num(p: Place): string {
    const { c } = this;
    if (p.depth > 6 || !c.left) return this.#name(p, 'num') ?? String(c.of(9));
    const d = this.#deeper(p);
    switch (c.of(24)) {
      case 0:
        return String(c.of(20));
      case 1:
      case 2:
        return this.#name(p, 'num') ?? '1';
      case 3:
        return `(${this.num(d)} ${c.pick(['+', '-', '*'])} ${this.num(d)} | 0)`;
      case 4:
        return `(${this.num(d)} ${c.pick(['&', '|', '^', '<<', '>>', '>>>'])} ${this.num(d)} & 255)`;
      case 5:
        return `(${this.test(d)} ? ${this.num(d)} : ${this.num(d)})`;
      case 6: {
        const f = this.#name(p, 'fn');
        return f ? `${f}(${this.num(d)}${c.of(2) ? `, ${this.num(d)}` : ''})` : '2';
      }
      case 7: {
        const l = this.#name(p, 'list');
        return l ? `(${l}[${c.of(4)}] ?? ${this.num(d)})` : '3';
      }
      case 8: {
        const l = this.#name(p, 'list');
        return l ? `${l}.length` : '4';
      }
      case 9: {
        const r = this.#name(p, 'rec');
        return r ? `${r}.${c.pick(['a', 'b'])}` : '5';
      }
      case 10: {
        const v = this.#name(p, 'num', true);
        return v ? c.pick([`${v}++`, `++${v}`, `${v}--`, `(${v} = ${this.num(d)})`, `(${v} += ${this.num(d)})`]) : '6';
      }
      case 11: {
        const r = this.#name(p, 'rec');
        return r
          ? c.pick([
              `${r}.a++`,
              `(${r}.b += ${this.num(d)})`,
              `(${r}.a = ${this.num(d)})`,
              `(${r}.zz ??= ${this.num(d)})`,
            ])
          : '7';
      }
      case 12:
        return `${this.str(d)}.length`;
      case 13:
        return `(${this.num(d)}, ${this.num(d)})`;
      case 14:
        return `((${this.num(d)} || ${this.num(d)}) && ${this.num(d)})`;
      case 15:
        return `((x) => ${this.num({ ...d, waits: false, yields: false, names: [...p.names, { name: 'x', kind: 'num', constant: false }] })})(${this.num(d)})`;
      case 16:
        return `Math.max(${this.num(d)}, ...${this.list(d)}, 0)`;
      case 17: {
        const r = this.#name(p, 'rec');
        return `(${r ?? 'nothing'}?.b ?? ${this.num(d)})`;
      }
      case 18:
        return `[${this.num(d)}, ${this.num(d)}][${c.of(2)}]!`;
      case 19:
        return p.waits ? `(await c.later(${this.num(d)}))` : p.yields ? `((yield ${this.num(d)}) ?? ${c.of(9)})` : '8';
      case 20: {
        const o = this.#name(p, 'obj');
        return o ? `${o}.${c.pick(['m(1)', 'v', 'g', 's()'])}` : '9';
      }
      case 21: {
        const o = this.#name(p, 'obj');
        return o ? c.pick([`(${o}.g = ${this.num(d)})`, `(${o}.g += ${this.num(d)})`, `${o}.v++`, `${o}.g++`]) : '10';
      }
      case 22:
        return `(typeof ${this.str(d)}).length`;
      default:
        return `-(${this.num(d)})`;
    }
  }

  str(p: Place): string {
    const { c } = this;
    if (p.depth > 6 || !c.left) return this.#name(p, 'str') ?? "'s'";
    const d = this.#deeper(p);
    switch (c.of(7)) {
      case 0:
        return `'${c.pick(['a', 'bc', '', 'd e', '{x}'])}'`;
      case 1:
        return this.#name(p, 'str') ?? "'t'";
      case 2:
        return `(${this.str(d)} + ${this.num(d)})`;
      case 3:
        return `\`<\${${this.num(d)}}\${${this.str(d)}}\``;
      case 4:
        return `String(${this.num(d)})`;
      case 5:
        return `${this.list(d)}.join('-')`;
      default:
        return `(${this.test(d)} ? ${this.str(d)} : ${this.str(d)})`;
    }
  }

  test(p: Place): string {
    const d = this.#deeper(p);
    switch (this.c.of(5)) {
      case 0:
        return `${this.num(d)} < ${this.num(d)}`;
      case 1:
        return `${this.num(d)} === ${this.num(d)}`;
      case 2:
        return `!${this.num(d)}`;
      case 3:
        return `(${this.num(d)} > 2 && ${this.num(d)} !== 5)`;
      default:
        return `(${this.str(d)} !== ${this.str(d)})`;
    }
  }

  list(p: Place): string {
    const { c } = this;
    if (p.depth > 5 || !c.left) return this.#name(p, 'list') ?? '[1, 2]';
    const d = this.#deeper(p);
    switch (c.of(6)) {
      case 0:
        return `[${this.num(d)}, ${this.num(d)}]`;
      case 1:
        return this.#name(p, 'list') ?? '[3]';
      case 2:
        return `[...${this.list(d)}, ${this.num(d)}]`;
      case 3:
        return `${this.list(d)}.map((y, j) => ${this.num({ ...d, waits: false, yields: false, names: [...p.names, { name: 'y', kind: 'num', constant: false }, { name: 'j', kind: 'num', constant: false }] })})`;
      case 4: {
        const g = this.#name(p, 'gen');
        return g ? `[...${g}(${this.num(d)})]` : '[4, 5]';
      }
      default:
        return `${this.list(d)}.slice(${c.of(2)})`;
    }
  }

  block(p: Place, most = 4): string {
    const own: Name[] = [...p.names];
    const out: string[] = [];
    const n = 1 + this.c.of(most);
    for (let i = 0; i < n; i++) out.push(this.statement({ ...p, depth: p.depth + 1 }, own));
    return out.join(' ');
  }

  #body(p: Place, params: readonly Name[], more: Partial<Place> = {}): string {
    return `burn(); ${this.block({ ...p, names: [...p.names, ...params], returns: true, loops: false, yields: false, waits: false, labels: [], ...more }, 3)}`;
  }

  /** Adds what it declares to `own`. */
  statement(p0: Place, own: Name[]): string {
    const { c } = this;
    const p: Place = { ...p0, names: own };
    if (p.depth > 4 || !c.left) return `c.out(${this.num(p)});`;
    const add = (name: string, kind: Kind, constant = false): string => {
      own.push({ name, kind, constant });
      return name;
    };
    if (c.of(3) === 2) return this.#part(p);
    switch (c.of(25)) {
      case 0:
      case 1:
        return `c.out(${c.pick([this.num(p), this.str(p), this.list(p)])});`;
      case 2: {
        const value = this.num(p);
        const constant = c.of(3) === 0;
        return `${constant ? 'const' : c.pick(['let', 'var'])} ${add(this.fresh('n'), 'num', constant)} = ${value};`;
      }
      case 3: {
        const value = this.str(p);
        return `let ${add(this.fresh('s'), 'str')} = ${value};`;
      }
      case 4: {
        const value = this.list(p);
        return `const ${add(this.fresh('l'), 'list', true)}: number[] = ${value};`;
      }
      case 5: {
        const value = `{ a: ${this.num(p)}, ${c.of(2) ? 'b' : "['b']"}: ${this.num(p)} }`;
        return `const ${add(this.fresh('r'), 'rec', true)}: any = ${value};`;
      }
      case 6:
        return `if (${this.test(p)}) { ${this.block(p)} } else { ${this.block(p, 2)} }`;
      case 7: {
        const i = this.fresh('i');
        const inner: Name[] = [...own, { name: i, kind: 'num', constant: true }];
        const label = c.of(2) ? this.fresh('L') : '';
        const labels = label ? [...p.labels, label] : p.labels;
        return `${label ? `${label}: ` : ''}for (let ${i} = 0; ${i} < ${1 + c.of(3)}; ${i}++) { burn(); ${c.of(3) === 0 ? `fs.push(() => ${i} * 10 + ${this.num({ ...p, names: inner, depth: 5, waits: false, yields: false })}); ` : ''}${this.block({ ...p, names: inner, loops: true, labels }, 3)} }`;
      }
      case 8: {
        const x = this.fresh('x');
        return `for (const ${x} of ${this.list(p)}) { burn(); ${c.of(2) ? `fs.push(() => ${x}); ` : ''}${this.block({ ...p, names: [...own, { name: x, kind: 'num', constant: true }], loops: true }, 3)} }`;
      }
      case 9: {
        const r = this.#name(p, 'rec');
        const k = this.fresh('k');
        return r
          ? `for (const ${k} in ${r}) { burn(); ${this.block({ ...p, names: [...own, { name: k, kind: 'str', constant: true }], loops: true }, 2)} }`
          : ';';
      }
      case 10: {
        const w = this.fresh('w');
        return `let ${w} = ${c.of(4)}; while (${w}-- > 0) { burn(); ${this.block({ ...p, loops: true }, 2)} }`;
      }
      case 11: {
        const inner = { ...p, loops: false };
        const out = (): string => (c.of(2) ? ' break;' : '');
        const clauses = [
          `case ${c.of(3)}: { ${this.block(inner, 2)}${out()} }`,
          `default: { ${this.block(inner, 2)}${out()} }`,
          `case 3 + ${this.num(p)}: { ${this.block(inner, 2)} }`,
        ];
        const at = c.of(3);
        return `switch (${this.num(p)}) { ${[...clauses.slice(at), ...clauses.slice(0, at)].join(' ')} }`;
      }
      case 12:
        return `try { ${this.block(p)} } catch (e: any) { c.out(what(e)); ${this.block(p, 2)} }`;
      case 13:
        return `try { ${this.block(p)} } finally { ${this.block({ ...p, yields: false }, 2)} }`;
      case 14:
        return `try { ${this.block(p)} } catch { ${this.block(p, 2)} } finally { ${this.block({ ...p, yields: false }, 1)} }`;
      case 15:
        return c.of(3) ? `if (${this.test(p)}) throw new Error(${this.str(p)});` : `throw ${this.num(p)};`;
      case 16:
        return p.returns ? `if (${this.test(p)}) return ${this.num(p)};` : ';';
      case 17:
        return p.loops ? `if (${this.test(p)}) ${c.pick(['break', 'continue'])};` : ';';
      case 18:
        return p.labels.length ? `if (${this.test(p)}) ${c.pick(['break', 'continue'])} ${c.pick(p.labels)};` : ';';
      case 19: {
        const f = this.fresh('f');
        const [a, b] = [this.fresh('p'), this.fresh('p')];
        const params: Name[] = [
          { name: a, kind: 'num', constant: false },
          { name: b, kind: 'num', constant: false },
        ];
        const form = c.of(4);
        const head =
          form === 0
            ? `${a}: number, ${b}: number = ${this.num({ ...p, depth: 5, waits: false, yields: false, names: [...own, params[0]!] })}`
            : form === 1
              ? `${a} = 1, ...[${b} = 2]: any[]`
              : form === 2
                ? `${a}: number = 3, ${b}: number = 4`
                : `${a}: number, ${b}?: any`;
        const body = `${form === 3 ? `${b} ??= arguments.length; ` : ''}${this.#body(p, params)} return ${this.num({ ...p, depth: 5, waits: false, yields: false, names: [...own, ...params] })};`;
        const early = c.of(2) ? `c.out(typeof ${f}); ` : '';
        add(f, 'fn', true);
        return `${early}function ${f}(${head}): any { ${body} }`;
      }
      case 20: {
        const f = this.fresh('g');
        const a = this.fresh('p');
        const params: Name[] = [{ name: a, kind: 'num', constant: false }];
        const body = this.#body(p, params, { yields: true, returns: true });
        add(f, 'gen', true);
        return `function* ${f}(${a}: number): any { yield ${a}; ${body} }`;
      }
      case 21: {
        const [a, b] = [this.fresh('d'), this.fresh('d')];
        const form = c.of(4);
        const value = form < 2 ? this.list(p) : `({ a: ${this.num(p)}, b: ${this.num(p)}, q: 7 } as any)`;
        const given = this.num({ ...p, depth: 5 });
        add(a, 'num');
        if (form === 0) {
          add(b, 'num');
          return `let [${a} = 1, ${b} = ${given}] = ${value};`;
        }
        if (form === 1) {
          add(b, 'list', true);
          return `let [${a} = 2, ...${b}] = ${value};`;
        }
        if (form === 2) {
          add(b, 'num');
          return `let { a: ${a}, zz: ${b} = ${given} } = ${value};`;
        }
        add(b, 'rec', true);
        return `let { q: ${a}, ...${b} }: any = ${value};`;
      }
      case 22: {
        const k = this.fresh('K');
        const base = c.of(2) ? this.fresh('B') : '';
        const inner: Place = { ...p, depth: 4, waits: false, yields: false, returns: true, loops: false, labels: [] };
        const num = (): string => this.num(inner);
        const members = `v = ${num()}; ${c.of(2) ? `#h = ${num()};` : '#h = 1;'} m(n: number): any { return n + this.v + this.#h } get g(): any { return this.v * 2 } set g(n: any) { this.v = n | 0 } s(): any { return ${base ? 'super.s() + this.m(1)' : 'this.#h++'} }`;
        const over = base
          ? `class ${base} { v = 1; m(n: number): any { return n } s(): any { return this.m(2) + ${num()} } } `
          : '';
        const o = this.fresh('o');
        const made = `${over}class ${k}${base ? ` extends ${base}` : ''} { ${members} } const ${o}: any = new ${k}();`;
        add(o, 'obj', true);
        return made;
      }
      case 23: {
        const v = this.#name(p, 'num', true);
        return v ? `fs.push(() => ${v}++);` : ';';
      }
      default: {
        const l = this.#name(p, 'list');
        return l
          ? c.pick([
              `${l}.push(${this.num(p)});`,
              `${l}[0] = ${this.num(p)};`,
              `[${l}[0], ${l}[1]] = [${this.num(p)}, ${this.num(p)}];`,
            ])
          : ';';
      }
    }
  }

  /** A statement of the table, its holes filled. */
  #part(p: Place): string {
    const { c } = this;
    const text = p.waits && c.of(2) ? c.pick(waitingParts) : c.pick(parts);
    const n = String(this.#count++);
    const inner: Place = {
      ...p,
      depth: Math.max(p.depth + 1, 4),
      waits: false,
      yields: false,
      loops: false,
      returns: false,
      labels: [],
    };
    const fill: Readonly<Record<string, () => string>> = {
      n: () => this.num(inner),
      s: () => this.str(inner),
      l: () => this.list(inner),
      t: () => this.test(inner),
      b: () => this.block(inner, 2),
      k: () => this.block({ ...inner, loops: true }, 2),
    };
    return text
      .replace(/([A-Za-z]\d?)\$(?![&{\d])/g, (_, name: string) => `${name}_${n}`)
      .replace(/@([nsltbk])/g, (_, hole: string) => fill[hole]!());
  }

  program(): string {
    const top: Place = { names: [], depth: 0, returns: false, loops: false, yields: false, waits: false, labels: [] };
    const own: Name[] = [];
    const statements: string[] = [];
    for (let i = 0; i < 3 || (this.c.left && i < 9); i++) statements.push(this.statement({ ...top, names: own }, own));
    const later = this.block({ ...top, depth: 1, waits: true, returns: true, names: own }, 4);
    return `let fuel = 150; const fs: any[] = []; const nothing: any = null; function burn() { if (--fuel < 0) throw new Error('fuel') } const what = (e: any) => e instanceof Error ? 'E:' + e.message : e; try { ${statements.join('\n')} (async (): Promise<any> => { fuel = 50; ${later} })().then((v) => c.out(v === undefined ? 'u' : v), (e) => c.out(what(e))); } catch (e) { c.out(what(e)) } try { c.out(fs.slice(0, 9).map((f) => f())) } catch (e) { c.out(what(e)) }`;
  }
}

/** The program that the choices make. */
export const randomProgram = (choices: readonly number[]): string => new Writer(new Choices(choices)).program();

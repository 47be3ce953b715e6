// Small programs, one construct each. They report through `c.out(value)`; `c.later(x)` is a promise of x, `c.fail(m)` a
// rejected one. Every program must say the same in Node as written, in Node as compiled, and on the card's interpreter.

export interface Program {
  readonly name: string;
  readonly text: string;
  /** Kind of compilation, if only one makes sense. */
  readonly only?: 'plain' | 'confined';
  /** What it reports; left out: what Node makes of it as written. */
  readonly want?: readonly string[];
  /** Not compared in Node as compiled: what stands for symbols and private names shows up there. */
  readonly hidden?: boolean;
}

export const both = (name: string, text: string): Program => ({ name, text });
export const plain = (name: string, text: string): Program => ({ name, text, only: 'plain' });
export const confined = (name: string, text: string): Program => ({ name, text, only: 'confined' });
/** A plain program whose log in Node, as compiled, shows the members that the interpreter hides. */
export const onCard = (name: string, text: string): Program => ({ name, text, only: 'plain', hidden: true });

// What the tables of features are made of.
import type { RefusalCode } from '../diagnostics.js';

/** An expression; or one that is refused. */
export type Case = string | Refused;
export interface Refused {
  readonly code: RefusalCode;
  readonly text: string;
}
export const refused = (code: RefusalCode, text: string): Refused => ({ code, text });

/** By owner, by name: `{ 'Array.prototype': { at: '[1].at(0)' } }`; the owner of globals is ''. */
export type Table = Readonly<Record<string, Readonly<Record<string, Case>>>>;

/** A feature of a later edition: an expression, or statements, with what it reports as JSON, since Node may lack it. */
export interface Newer {
  readonly edition: 2024 | 2025 | 2026;
  readonly name: string;
  readonly text: string;
  /** What `text` reports through `c.out`; left out: it is refused with `code`. */
  readonly want?: readonly unknown[];
  readonly code?: RefusalCode;
}

export const only = (names: string): ReadonlySet<string> => new Set(names.split(' '));

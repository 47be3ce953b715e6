// Features that compile to much code. Passes report each use; `--strict-size` shows them with what they cost.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Stable codes and what they mean. */
export const costs = {
  C6501: 'a generator becomes a state machine',
  C6502: 'an async function becomes a state machine',
  C6503: 'iterating a value of unknown kind takes the iteration protocol',
  C6504: 'a class is made step by step',
  C6505: 'a label needs a variable and tests behind each loop that is left',
  C6506: 'a finally block that calls functions keeps error and result in variables',
  C6507: 'a variable that may be read before its declaration is tested at each such read',
  C6508: 'a part of the library is linked in',
} as const;

export type CostCode = keyof typeof costs;

/** Bytes of one more use, by code: in programs and in card halves. Made by `npm run record:costs`. */
export interface Costs {
  readonly plain: Readonly<Record<string, number>>;
  readonly confined: Readonly<Record<string, number>>;
}

let measured: Costs | undefined;

/** What one use of a feature costs, as measured. */
export function costOf(code: CostCode, confined: boolean): number {
  measured ??= JSON.parse(
    readFileSync(fileURLToPath(new URL('../../../tools/compiler/costs.json', import.meta.url)), 'utf8'),
  ) as Costs;
  return measured[confined ? 'confined' : 'plain'][code] ?? 0;
}

export interface Cost {
  readonly code: CostCode;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Bytes of program text, about. */
  readonly bytes: number;
  readonly message: string;
}

// Features that compile to much code. Passes report each use; `--strict-size` shows them with what they cost.

/** Stable codes and what they mean. */
export const costs = {
  C6501: 'a generator becomes a state machine',
  C6502: 'an async function becomes a state machine',
  C6503: 'iterating a value of unknown kind takes the iteration protocol',
  C6504: 'a class is made step by step, with a call of the library',
  C6505: 'a label needs a variable and tests behind each loop that is left',
  C6506: 'a finally block that calls functions keeps error and result in variables',
  C6507: 'a variable that may be read before its declaration is tested at each such read',
} as const;

export type CostCode = keyof typeof costs;

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

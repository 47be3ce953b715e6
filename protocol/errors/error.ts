// The one error class: a stable code of the catalogue, its cause and fix, and the facts of this occurrence.
import { catalogue, type ErrorCode, type ErrorEntry } from './catalogue.js';

export type ErrorFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/** The form in which an error crosses a trust boundary: no stack, no inner error. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
  readonly retryable: boolean;
  readonly facts: ErrorFacts;
}

export class Cpu6Error extends Error {
  override readonly name = 'Cpu6Error';
  constructor(
    readonly code: ErrorCode,
    /** Values of the `{placeholders}` in the catalogue's cause. Never a secret. */
    readonly facts: ErrorFacts = {},
    options?: ErrorOptions,
  ) {
    super(fill(catalogue[code].cause, facts), options);
  }
  get entry(): ErrorEntry {
    return catalogue[this.code];
  }
  report(): ErrorReport {
    const { fix, retry } = this.entry;
    return { code: this.code, message: this.message, fix: fill(fix, this.facts), retryable: retry, facts: this.facts };
  }
}

const fill = (template: string, facts: ErrorFacts): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '?'));

/** Why a peer closed something: its error, or `SESSION_CLOSED` for 0, which is no error. */
export const closingError = (number: number, facts: ErrorFacts = {}): Cpu6Error =>
  number === 0 ? new Cpu6Error('SESSION_CLOSED') : errorFromNumber(number, facts);

/** The error of a code number from the wire; `PEER_UNKNOWN_CODE` for one that this version does not know. */
export function errorFromNumber(number: number, facts: ErrorFacts = {}): Cpu6Error {
  for (const [code, entry] of Object.entries(catalogue))
    if (entry.number === number) return new Cpu6Error(code as ErrorCode, facts);
  return new Cpu6Error('PEER_UNKNOWN_CODE', { number });
}

/** The facts in a message that a peer made of its error; none if it has another form, or was cut short. */
export function factsIn(number: number, message: string): ErrorFacts | undefined {
  const cause = Object.values(catalogue).find((entry) => entry.number === number)?.cause;
  if (cause === undefined) return undefined;
  // Texts and names in turns.
  const [head = '', ...parts] = cause.split(/\{(\w+)\}/);
  if (parts.length === 0 || !message.startsWith(head)) return undefined;
  const facts: Record<string, string> = {};
  let at = head.length;
  for (let i = 0; i < parts.length; i += 2) {
    const text = parts[i + 1]!;
    const end = i + 2 === parts.length ? message.length - text.length : message.indexOf(text, at);
    if (end <= at || !message.startsWith(text, end)) return undefined;
    facts[parts[i]!] = message.slice(at, end);
    at = end + text.length;
  }
  return facts;
}

/** Any thrown value as a coded error; what is not coded becomes `INTERNAL`, with the original as its cause. */
export const asCpu6Error = (error: unknown): Cpu6Error =>
  error instanceof Cpu6Error
    ? error
    : new Cpu6Error('INTERNAL', { what: error instanceof Error ? error.message : String(error) }, { cause: error });

/** May the caller try the same call, with the same idempotency key, again? */
export const isRetryable = (error: unknown): boolean => error instanceof Cpu6Error && error.entry.retry;

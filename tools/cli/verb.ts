// What a verb of the command is: its help, its options, its work. One verb, one file.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Output } from './output.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** Placeholder of the value in the help, for example `DIR`. */
  readonly value?: string;
  readonly help: string;
  readonly default?: string;
}

export type Values = Readonly<Record<string, string | boolean | string[] | undefined>>;

export interface Context {
  readonly values: Values;
  readonly positionals: readonly string[];
  readonly out: Output;
  /** All verbs of the command. */
  readonly verbs: readonly Verb[];
  /** Aborted by Ctrl-C and SIGTERM: the verb then stops what it started. */
  readonly stop: AbortSignal;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments, as the help shows them. */
  readonly arguments?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** Fewest and most positional arguments. */
  readonly arity: readonly [number, number];
  /** Resolves with the exit code; 0 if nothing is returned. */
  run(context: Context): Promise<number | void>;
}

/** Options that every verb has. */
export const commonOptions = {
  json: { type: 'boolean', help: 'print JSON, one object per line' },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
} as const satisfies Record<string, OptionSpec>;

/** Parses the words after the verb. Throws `USAGE`. */
export function parse(verb: Verb, words: string[]): { values: Values; positionals: string[] } {
  const usage = (what: string): never => {
    throw new Cpu6Error('USAGE', { what, verb: verb.name });
  };
  try {
    const options = { ...verb.options, ...commonOptions } as unknown as ParseArgsConfig['options'];
    const parsed = parseArgs({ args: words, options, allowPositionals: true, strict: true });
    const values = parsed.values as Values;
    const { positionals } = parsed;
    const [fewest, most] = verb.arity;
    if (!values.help && (positionals.length < fewest || positionals.length > most))
      usage(`${verb.name} takes ${verb.arguments ?? 'no arguments'}`);
    return { values, positionals };
  } catch (error) {
    if (error instanceof Cpu6Error) throw error;
    return usage((error as Error).message.split('. ')[0]!);
  }
}

export function help(verb: Verb): string {
  const options = Object.entries({ ...verb.options, ...commonOptions }) as [string, OptionSpec][];
  const rows = options.map(([name, o]) => {
    const flag = `${o.short ? `-${o.short}, ` : ''}--${name}${o.value ? ` ${o.value}` : ''}`;
    return [flag, o.default === undefined ? o.help : `${o.help} (default ${o.default})`] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2;
  return [
    `cpu6 ${verb.name}${verb.arguments ? ` ${verb.arguments}` : ''} [options]`,
    '',
    verb.summary,
    '',
    ...rows.map(([flag, text]) => `  ${flag.padEnd(width)}${text}`),
    '',
    ...(verb.examples.length ? ['Examples:', ...verb.examples.flatMap(([c, m]) => [`  ${c}`, `      ${m}`])] : []),
  ].join('\n');
}

/** A string option, or its default. */
export const text = (values: Values, name: string, fallback = ''): string =>
  (values[name] as string | undefined) ?? fallback;
export const flag = (values: Values, name: string): boolean => values[name] === true;

/** A whole number option within a range. Throws `USAGE`. */
export function whole(values: Values, name: string, fallback: number, low: number, high: number, verb: string): number {
  const given = values[name];
  if (given === undefined) return fallback;
  const n = Number(given);
  if (!Number.isInteger(n) || n < low || n > high)
    throw new Cpu6Error('USAGE', { what: `--${name} needs a whole number from ${low} to ${high}`, verb });
  return n;
}

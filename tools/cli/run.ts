// One run of the command: finds the verb, runs it, and turns errors into messages and an exit code.
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import type { Output } from './output.js';
import { help, parse, type Verb } from './verb.js';
import { verbs } from './verbs.js';

const overview = (): string =>
  [
    'cpu6: projects programs of a server into a trusted card of this computer',
    '',
    'usage: cpu6 VERB [arguments] [options]',
    '',
    ...verbs.map((v) => `  ${v.name.padEnd(12)}${v.summary}`),
    '',
    'cpu6 VERB --help shows its options and examples.',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 sources do not compile, 130 interrupted.',
  ].join('\n');

/** Runs `cpu6 WORDS…`, and answers its exit code; errors go to `out`. Aborting `stop`, for the reason `SIGINT` or another, ends it. */
export async function run([name, ...rest]: readonly string[], out: Output, stop: AbortSignal): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const verb = verbs.find((v) => v.name === rest[0]);
    process.stdout.write(`${verb ? help(verb) : overview()}\n`);
    return 0;
  }
  const interrupted = (): boolean => stop.reason === 'SIGINT';
  try {
    const verb = find(name);
    const { values, positionals } = parse(verb, rest);
    if (values.help) {
      process.stdout.write(`${help(verb)}\n`);
      return 0;
    }
    const code = (await verb.run({ values, positionals, out, verbs, stop })) ?? 0;
    return interrupted() ? 130 : code;
  } catch (thrown) {
    if (interrupted()) return 130;
    const error = asCpu6Error(thrown);
    out.error(error);
    if (error.code === 'INTERNAL' && process.env.CPU6_DEBUG)
      process.stderr.write(`${String((thrown as Error)?.stack)}\n`);
    return error.code === 'USAGE' ? 2 : error.code === 'BUILD_FAILED' ? 3 : 1;
  }
}

function find(name: string): Verb {
  const verb = verbs.find((v) => v.name === name);
  if (verb) return verb;
  const near = verbs.filter((v) => v.name.startsWith(name[0] ?? '')).map((v) => v.name);
  const hint = near.length ? `; did you mean ${near.join(' or ')}?` : '';
  throw new Cpu6Error('USAGE', { what: `there is no verb "${name}"${hint}`, verb: 'help' });
}

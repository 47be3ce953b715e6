// `npm run hil`: the suites of this folder on a board that is plugged in, else the real interpreter, else the virtual card.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { survey } from '../../tools/ports/survey.js';
import { junit, type Run, tableOf } from './report.js';
import { type Kind, kindOf, unproved, which } from './which.js';

const help = `npm run hil [-- options]

  --card ADDRESS        serial:PATH, tcp:HOST:PORT, espruino:BINARY or virtual:BOARD (default: what is there)
  --require KIND        hardware or interpreter: fail instead of falling back to less
  --minutes N           how long the soak lasts (default 0: 30 calls)
  --out DIR             where junit.xml and the table go (default hil-results)
`;
const ranks: readonly Kind[] = ['virtual', 'interpreter', 'hardware'];
const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Options {
  readonly card: string;
  readonly minutes: number;
  readonly out: string;
}

/** A board that is plugged in and is a card already. */
async function board(): Promise<string | undefined> {
  const found = await survey().catch(() => []);
  return found.find((port) => port.kind === 'card')?.address;
}

async function options(words: string[]): Promise<Options | string> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: words,
    options: { card: text, require: text, minutes: text, out: text, help: { type: 'boolean' } },
  });
  if (values.help) return help;
  const minutes = Number(values.minutes ?? 0);
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 10_000)
    return '--minutes needs a whole number up to 10000';
  const { require: least } = values;
  if (least !== undefined && !(ranks as readonly string[]).includes(least))
    return '--require takes hardware or interpreter';
  const card = values.card ?? (await board()) ?? which().address;
  if (least !== undefined && ranks.indexOf(kindOf(card)) < ranks.indexOf(least as Kind))
    return `${least} is required, and there is only ${card}`;
  return { card, minutes, out: path.resolve(values.out ?? 'hil-results') };
}

/** Runs Jest and gives what it wrote down. */
async function suites({ card, minutes, out }: Options): Promise<{ code: number; run: Run }> {
  const results = path.join(out, 'results.json');
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const config = path.join(root, 'hil/card/jest.config.mjs');
  const env = {
    ...process.env,
    CPU6_CARD: card,
    CPU6_HIL_MINUTES: String(minutes),
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
  };
  const args = [jest, '--config', config, '--runInBand', '--json', '--outputFile', results];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  process.on('SIGINT', () => child.kill('SIGINT'));
  const code = await new Promise<number>((resolve) => child.on('exit', (exit) => resolve(exit ?? 130)));
  return { code, run: JSON.parse(readFileSync(results, 'utf8')) as Run };
}

const chosen = await options(process.argv.slice(2)).catch((error: Error) => error.message);
if (typeof chosen === 'string') {
  process.stderr.write(`${chosen}\n`);
  process.exitCode = chosen === help ? 0 : 2;
} else {
  mkdirSync(chosen.out, { recursive: true });
  const kind = kindOf(chosen.card);
  const header = `${kind}: ${chosen.card}`;
  process.stdout.write(`${header}\n`);
  const { code, run } = await suites(chosen);
  const table = tableOf(header, run, unproved[kind]);
  writeFileSync(path.join(chosen.out, 'junit.xml'), junit(header, run));
  writeFileSync(path.join(chosen.out, 'table.md'), table);
  process.stdout.write(`\n${table}\n`);
  process.exitCode = code;
}

// `npm start`: the main job on this computer. Starts a server, a card and a host daemon, enrols the card, projects the
// checkout process to it, buys what orders.csv orders, and shows each step as it happens.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Client } from 'cpu6/client';
import { recordedBytes } from 'cpu6/host';
import { Stack, scratch } from 'cpu6/testing';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import { generatePublisherKeys } from '../../protocol/publisher/slh-dsa.js';
import { writeKeyFile } from '../../tools/publisher/key-file.js';
import { buy } from './buy.js';
import { readOrders } from './orders.js';
import { findNumbers } from './search.js';
import { Timeline } from './timeline.js';

const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../examples/checkout');

const usage = `npm start -- [options]

Runs the main job: a server projects the checkout process into a card of this computer and sells through it.

  --once          end after the receipts (without it everything stays up until Ctrl-C)
  --json          one JSON object per event
  --card ADDRESS  virtual:BOARD (default virtual:PICO_R1_3), espruino:BINARY, serial:PATH[@BAUD], tcp:HOST:PORT or auto
  --orders FILE   CSV with the columns order,pan,amount (default examples/checkout/orders.csv)
  --signed        sign the process with a publisher key; the card then runs nothing else (some seconds more)
  --state DIR     keep everything there (default: a temporary directory, removed at the end)
  --epoch-every N the server changes the protocol every N calls (default 8)`;

interface Options {
  readonly once: boolean;
  readonly json: boolean;
  readonly card: string;
  readonly orders: string;
  readonly state: string | undefined;
  readonly epochEvery: number;
  readonly signed: boolean;
}

function readOptions(words: string[]): Options | undefined {
  const { values } = parseArgs({
    args: words,
    options: {
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      signed: { type: 'boolean' },
      card: { type: 'string', default: 'virtual:PICO_R1_3' },
      orders: { type: 'string', default: path.join(here, 'orders.csv') },
      state: { type: 'string' },
      'epoch-every': { type: 'string', default: '8' },
    },
  });
  if (values.help) return undefined;
  const epochEvery = Number(values['epoch-every']);
  if (!Number.isInteger(epochEvery) || epochEvery < 1)
    throw new Cpu6Error('USAGE', { what: '--epoch-every needs a whole number of at least 1', verb: 'start' });
  return {
    once: values.once ?? false,
    json: values.json ?? false,
    card: values.card,
    orders: path.resolve(values.orders),
    state: values.state && path.resolve(values.state),
    epochEvery,
    signed: values.signed ?? false,
  };
}

/** All that the host daemon keeps: state, audit log, addresses. */
const filesBelow = (dir: string): Buffer[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));

/** The key with which the process is signed: the card will run nothing else of this server. Made once per directory. */
function publisherKey(dir: string): string {
  const file = path.join(dir, 'publisher.key');
  if (!existsSync(file)) writeKeyFile(file, { keys: generatePublisherKeys(), successors: [] }, undefined);
  return file;
}

async function run(options: Options, stop: AbortSignal): Promise<void> {
  const timeline = new Timeline(options.json);
  const orders = readOrders(options.orders); // before anything is started: a wrong name shows at once
  const room = options.state ? { dir: options.state, remove: (): void => {} } : scratch('start');
  const record = path.join(room.dir, 'wires.jsonl');
  const sign = options.signed ? publisherKey(room.dir) : undefined;
  const stack = new Stack({
    dir: room.dir,
    processes: [path.join(here, 'checkout.ts')],
    card: options.card,
    epochEvery: options.epochEvery,
    ...(sign ? { sign } : {}),
    record,
  });
  const interrupted = new Promise<never>((_, reject) =>
    stop.addEventListener('abort', () => reject(new Cpu6Error('STOPPED')), { once: true }),
  );
  interrupted.catch(() => {}); // raced below; without a race nobody waits for it
  let client: Client | undefined;
  const job = async (): Promise<void> => {
    timeline.heading('starting a server, a card and a host daemon');
    const told: string[] = [];
    stack.on('event', (event) => {
      told.push(JSON.stringify(event));
      timeline.event(event);
    });
    await stack.start();
    client = await stack.client();
    if (!stack.ownsCard) timeline.note('press the button of the card when its light blinks');
    timeline.heading('enrolment: the card gets a slot for this server');
    await stack.enrol(client);
    timeline.heading(`buying ${orders.good.length} orders of ${path.relative(process.cwd(), options.orders)}`);
    for (const error of orders.bad) timeline.badRow(error);
    const outcome = await buy(client, orders.good, (order, result) => timeline.order(order, result), stop);
    const total = await client.call('checkout', 'total', {});
    const seen = Buffer.concat([recordedBytes(record), ...filesBelow(stack.hostDir), Buffer.from(told.join('\n'))]);
    timeline.receipts({
      receipts: outcome.receipts,
      bad: orders.bad.length,
      refused: outcome.refused.length,
      total,
      recorded: seen.length,
      found: findNumbers(
        seen,
        orders.good.map((o) => o.pan),
      ),
    });
    if (outcome.refused.some((r) => r.error.code !== 'APPLET_ERROR')) process.exitCode = 1;
  };
  try {
    await Promise.race([job(), interrupted]);
    if (!options.once) {
      timeline.addresses({ statusPage: stack.hostUrl, localApi: stack.socket, server: stack.serverUrl });
      await interrupted;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    timeline.end();
    await client?.close(); // a call under way ends with it
    await stack.stop();
    room.remove();
  }
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options, stop.signal);
  else console.log(usage);
} catch (thrown) {
  const parseError = (thrown as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  const error = parseError
    ? new Cpu6Error('USAGE', { what: (thrown as Error).message.split('. ')[0], verb: 'start' })
    : asCpu6Error(thrown);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ error: error.report() }));
  else console.error(`error ${error.code}: ${error.message}\n  ${error.report().fix}`);
  process.exitCode = error.code === 'USAGE' ? 2 : 1;
}

// `cpu6 dev`: an author's loop. Edit, save, and the card runs it, in the same session, with its state.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { DevLoop, LoopEvent } from '../dev/loop.js';
import type { DevStack } from '../dev/stack.js';
import { keepSymbols } from '../symbols/store.js';
import { admin, adminOptions, artifactsDir } from './admin.js';
import { symbolsOf } from './build.js';
import { buildError } from './diagnostics.js';
import { printEvents } from './events.js';
import type { Output } from './output.js';
import { serverData } from './paths.js';
import { flag, text, type Values, type Verb } from './verb.js';
import { until } from './wait.js';

/** Events of the server that an author wants to see; the rest is the operator's. */
const shown = new Set(['applet-error', 'applet-log', 'fault', 'closed']);

export const dev: Verb = {
  name: 'dev',
  summary: 'runs a process on a card, and again after every edit: same session, state kept',
  arguments: 'PROCESS.ts',
  arity: [1, 1],
  options: {
    card: { type: 'string', value: 'ADDRESS', help: 'as for cpu6 host', default: 'virtual:PICO_R1_3' },
    state: {
      type: 'string',
      value: 'DIR',
      help: 'keep server, host and card there (default: a directory that goes at the end)',
    },
    attach: {
      type: 'boolean',
      help: 'use the server that runs with the data directory of --data; its hosts must take pushes',
    },
    ...adminOptions,
    'wait-for-button': { type: 'boolean', help: 'do not press the button of a card that is no board' },
  },
  examples: [
    ['cpu6 dev checkout.ts', 'starts server, host and virtual card; edit the file and see'],
    ['cpu6 dev checkout.ts --card espruino:/usr/local/bin/espruino', 'on a real interpreter'],
    ['cpu6 dev checkout.ts --attach', 'into the sessions of the server that runs'],
  ],
  async run({ values, positionals, out, stop }) {
    const file = path.resolve(positionals[0]!);
    if (flag(values, 'attach')) {
      const { runningServer } = await import('../dev/target.js');
      const target = runningServer(artifactsDir(text(values, 'data', serverData())), (route, body) =>
        admin(values, 'POST', route, body),
      );
      await looping(file, target, out, stop);
      return;
    }
    const kept = text(values, 'state');
    const dir = kept ? path.resolve(kept) : mkdtempSync(path.join(tmpdir(), 'cpu6-dev-'));
    try {
      await own(file, dir, values, out, stop);
    } finally {
      if (!kept) rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function own(file: string, dir: string, values: Values, out: Output, stop: AbortSignal): Promise<void> {
  out.note('starting server, host and card …');
  const [{ DevStack }, { ownServer }] = await Promise.all([import('../dev/stack.js'), import('../dev/target.js')]);
  let stack: DevStack;
  try {
    stack = await DevStack.start({
      dir,
      card: text(values, 'card', 'virtual:PICO_R1_3'),
      waitForButton: flag(values, 'wait-for-button'),
    });
  } catch (error) {
    if (error instanceof Cpu6Error) throw error;
    throw new Cpu6Error('NO_CARD', { card: `${text(values, 'card')} (${(error as Error).message})` });
  }
  try {
    printEvents({ on: (_, listener) => stack.server.on('event', (e) => shown.has(e.type) && listener(e)) }, out);
    out.result(
      {
        type: 'listening',
        state: stack.hostDir,
        data: stack.serverDir,
        url: stack.statusPage,
        control: stack.control,
        pid: process.pid,
      },
      [
        `  call a method  cpu6 call PROCESS.METHOD JSON --state ${stack.hostDir} --data ${stack.serverDir}`,
        `  status page    ${stack.statusPage}`,
        ...(stack.control ? [`  card button    cpu6 press ${stack.control}`] : []),
      ].join('\n'),
    );
    await looping(file, ownServer(stack.server, stack.processesDir), out, stop);
  } finally {
    await stack.stop();
  }
}

async function looping(
  file: string,
  target: import('../dev/loop.js').Target,
  out: Output,
  stop: AbortSignal,
): Promise<void> {
  const { DevLoop } = await import('../dev/loop.js');
  const loop: DevLoop = new DevLoop(file, target, (event) => tell(event, file, out));
  try {
    await loop.start();
    out.note('watching; Ctrl-C ends');
    await until(stop);
  } finally {
    await loop.stop();
  }
}

const ms = (n: number): string => `${n.toFixed(0)} ms`;

function tell(event: LoopEvent, file: string, out: Output): void {
  if (event.type === 'refused') {
    let { error } = event;
    if (error.code === 'BUILD_FAILED') error = buildError(error, file, out);
    out.error(error);
    out.note(error.code === 'NO_CARD' ? 'it goes there as soon as one is' : 'what ran before still runs');
    return;
  }
  const { build, ms: times } = event;
  const { name, header, measurement, sizes } = build;
  for (const symbols of symbolsOf(build, file)) keepSymbols(symbols);
  const what = `${name} ${header.version}, ${sizes.applet} bytes, about ${sizes.vars} JsVars`;
  if (event.type === 'same') {
    out.result({ type: 'same', process: name, measurement, ms: times }, `${what}: nothing that runs has changed`);
    return;
  }
  const { sessions, continued } = event.projected;
  const { kept } = event;
  const how = !continued
    ? 'new session'
    : `same session, ${kept ? 'state kept' : 'state begins anew: its declaration changed'}`;
  out.result(
    {
      type: 'runs',
      process: name,
      measurement,
      sessions,
      continued,
      kept,
      bytes: sizes.applet,
      vars: sizes.vars,
      ms: times,
    },
    `${out.paint('green', 'runs')} ${what}: ${ms(times.all)} after the edit (check and build ${ms(times.build)}, to the card ${ms(times.project)}); ${how}`,
  );
}

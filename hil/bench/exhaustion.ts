// What a card does that runs out of memory: at each step of a session, with ever fewer JsVars left.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { boardNamed } from '../../device/boards/index.js';
import { shippedRuntime } from '../../tools/artifacts.js';
import { HungryCard, type Step, steps, type Trial } from '../exhaustion/sweep.js';
import type { Options, Row } from './row.js';

const levels = { few: [150, 40], full: [800, 500, 300, 200, 150, 120, 100, 80, 60, 45, 30, 20, 12, 6] };

/** What `--state FILE` keeps. */
export interface Recorded {
  readonly vars: number;
  /** Measurement of the runtime, hex. */
  readonly runtime: string;
  readonly trials: Trial[];
}

/** `CPU6_ESPRUINO`: a build whose heap does not grow. */
export async function exhaustion({ full, state }: Options): Promise<Row[]> {
  const binary = process.env.CPU6_ESPRUINO;
  if (!binary) return [{ what: 'a card without memory', figure: 'skipped: no Espruino binary' }];
  const board = boardNamed('LINUX');
  let card = await HungryCard.start(binary, board);
  const vars = await card.variables();
  const runtime = Buffer.from(shippedRuntime().measurement).toString('hex');
  let record: Recorded = { vars, runtime, trials: [] };
  if (state && existsSync(state)) {
    const kept = JSON.parse(readFileSync(state, 'utf8')) as Recorded;
    if (kept.vars === vars && kept.runtime === runtime) record = kept;
  }
  try {
    for (const step of Object.keys(steps) as Step[])
      for (const left of full ? levels.full : levels.few) {
        if (record.trials.some((t) => t.step === step && t.left === left)) continue;
        const trial = await card.trial(step, left);
        record.trials.push(trial);
        if (state) writeFileSync(state, `${JSON.stringify(record, undefined, 1)}\n`);
        if (trial.back !== undefined) continue;
        await card.stop();
        card = await HungryCard.start(binary, board);
      }
  } finally {
    await card.stop();
  }
  return rowsOf(record);
}

function rowsOf({ vars, trials }: Recorded): Row[] {
  const steps = [...new Set(trials.map((t) => t.step))];
  return steps.map((step) => {
    const own = trials.filter((t) => t.step === step);
    const heard = new Map<string, number>();
    for (const t of own) heard.set(t.heard, (heard.get(t.heard) ?? 0) + 1);
    const worst = Math.max(...own.map((t) => t.back ?? Number.POSITIVE_INFINITY));
    return {
      what: `${vars} JsVars, ${step}: came back whole, of trials with ${Math.max(...own.map((t) => t.left))} to ${Math.min(...own.map((t) => t.left))} left; worst; heard`,
      figure: `${own.filter((t) => t.whole && t.back !== undefined).length} of ${own.length}; ${worst.toFixed(1)} s; ${[...heard].map(([text, n]) => `${n} × ${text}`).join(', ')}`,
      goal: 'all',
    };
  });
}

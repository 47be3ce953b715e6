// Which suites an epoch of a session may be drawn in: what the card has, what its board can bear, what server and author
// insist on.
import { recordTime, type SuiteName, suiteNames, suites, suiteVars } from '../../protocol/crypto/suites.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { CellShape } from '../../protocol/messages/cells.js';
import type { LoadedProcess } from '../processes.js';
import type { Settings } from '../settings.js';
import { below } from './random.js';

/** Bytes of the record by which boards are judged: most calls fit in one. */
const typicalRecord = 64;

interface Card {
  readonly board: string;
  /** See `cardDescription`. */
  readonly crypto: number;
  /** JsVars in all. */
  readonly vars: number;
}

/** At least one. Throws `SUITE_NONE`, `SUITE_MEMORY`. */
export function usableSuites(
  settings: Pick<Settings, 'suites' | 'mode' | 'limit'>,
  process: Pick<LoadedProcess, 'name' | 'suites' | 'mode' | 'bytes'>,
  { board, crypto, vars }: Card,
  cells = cellShape(settings, process),
): SuiteName[] {
  const { suites: ofServer } = settings;
  const { suites: ofProcess } = process;
  const insisted = ofServer ?? ofProcess;
  const allowed = suiteNames.filter((s) => (ofServer?.includes(s) ?? true) && (ofProcess?.includes(s) ?? true));
  const most = settings.limit('suite.time');
  const able = allowed.filter(
    (s) =>
      (crypto & suites[s].needs) === suites[s].needs &&
      (insisted || !suites[s].script || recordTime(s, board, typicalRecord) <= most) &&
      // Cells come and go at their pace, however slow the suite: a quarter of the board's time is for them.
      (!cells || 2 * recordTime(s, board, cells.size) <= cells.pace / 4),
  );
  const who = ofServer && ofProcess ? `the server and ${process.name}` : ofProcess ? process.name : 'the server';
  if (able.length === 0) throw new Cpu6Error('SUITE_NONE', { who, board, allowed: allowed.join(', ') || 'none' });
  // A native suite's code is small: whether that fits beside the applet the card finds out itself.
  const need = (s: SuiteName): number => settings.limit('suite.memory') + suiteVars(s, process.bytes.length);
  const usable = able.filter((s) => !suites[s].script || need(s) <= vars);
  if (usable.length === 0)
    throw new Cpu6Error('SUITE_MEMORY', {
      who,
      vars,
      process: process.name,
      allowed: able.join(', '),
      need: Math.min(...able.map(need)),
    });
  return usable;
}

/** The shape of the cells if the session runs in channel mode. */
export function cellShape(
  settings: Pick<Settings, 'mode' | 'limit'>,
  process: Pick<LoadedProcess, 'mode'>,
): CellShape | undefined {
  if ((settings.mode ?? process.mode) !== 'channel') return undefined;
  const limit = (name: 'size' | 'pace' | 'late' | 'quiet') => settings.limit(`cells.${name}`);
  return { size: limit('size'), pace: limit('pace'), late: limit('late'), quiet: limit('quiet') };
}

/** One of them, each equally likely. */
export function chooseSuite(...about: Parameters<typeof usableSuites>): SuiteName {
  const usable = usableSuites(...about);
  return usable[below(usable.length)]!;
}

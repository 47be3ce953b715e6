// Which suites an epoch of a session may be drawn in: what the card has, what its board can bear, what server and author
// insist on.
import { recordTime, type SuiteName, suiteNames, suites } from '../../protocol/crypto/suites.js';
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
}

/** At least one. Throws `SUITE_NONE`. */
export function usableSuites(
  settings: Pick<Settings, 'suites' | 'mode' | 'limit'>,
  process: Pick<LoadedProcess, 'name' | 'suites' | 'mode'>,
  { board, crypto }: Card,
  cells = cellShape(settings, process),
): SuiteName[] {
  const { suites: ofServer } = settings;
  const { suites: ofProcess } = process;
  const insisted = ofServer ?? ofProcess;
  const allowed = suiteNames.filter((s) => (ofServer?.includes(s) ?? true) && (ofProcess?.includes(s) ?? true));
  const most = settings.limit('suite.time');
  const usable = allowed.filter(
    (s) =>
      (crypto & suites[s].needs) === suites[s].needs &&
      (insisted || !suites[s].script || recordTime(s, board, typicalRecord) <= most) &&
      // Cells come and go at their pace, however slow the suite: a quarter of the board's time is for them.
      (!cells || 2 * recordTime(s, board, cells.size) <= cells.pace / 4),
  );
  if (usable.length === 0)
    throw new Cpu6Error('SUITE_NONE', {
      who: ofServer && ofProcess ? `the server and ${process.name}` : ofProcess ? process.name : 'the server',
      board,
      allowed: allowed.join(', ') || 'none',
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

// What is kept of a session that has ended.
import type { ErrorCode } from '../../protocol/errors/catalogue.js';
import type { Cpu6Error } from '../../protocol/errors/error.js';
import type { Core } from './core.js';

/** Ends that somebody should look at. */
export const attacks = new Set<ErrorCode>([
  'CELL_DROPPED',
  'CELL_INSERTED',
  'CELL_REPLAYED',
  'CELL_REORDERED',
  'STREAM_TRUNCATED',
  'SEAL_BROKEN',
  'ATTESTATION_FAILED',
  'FINISHED_WRONG',
  'MESSAGE_MALFORMED',
]);

/** Writes it down. A database that fails must not keep a session from ending. */
export function keepEnding(core: Core, session: string, card: string, error: Cpu6Error, wasEstablished: boolean): void {
  const { history, note, emit } = core;
  try {
    if (error.code === 'INTERNAL') emit({ type: 'fault', what: String(error.cause ?? error.message) });
    history.ended(session, error.code);
    if (attacks.has(error.code) || !wasEstablished) note('session ended', { session, card, code: error.code });
  } catch (cause) {
    emit({ type: 'fault', what: String(cause) });
  }
}

// A card's call of a server method: run it once, and put what came of it in the form of an answer.
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';
import type { HostRecord } from '../depository/depository.js';
import type { Core } from './core.js';
import type { ServerHalf } from './server-half.js';
import { clip } from './text.js';

export interface IncomingCall {
  readonly method: number;
  readonly key: Uint8Array;
  readonly ordinal: number;
  readonly body: Uint8Array;
}

export interface Outcome {
  /** 0, or an error number. */
  readonly status: number;
  /** The encoded answer, or a text. */
  readonly body: Uint8Array;
  /** `ok`, or an error code. */
  readonly code: string;
  readonly repeated: boolean;
}

const greatestText = 160;

/** Never rejects. `running`: calls of this session that are under way, this one included. */
export async function perform(
  core: Core,
  half: ServerHalf,
  host: HostRecord,
  card: string,
  running: number,
  { method, key, ordinal, body }: IncomingCall,
): Promise<Outcome> {
  try {
    if (running > core.settings.limit('call.pending'))
      throw new Cpu6Error('RATE_LIMITED', { why: 'calls of one session at once' });
    const entry = half.entry(method);
    const answer = await core.runner.run({
      host: host.id,
      hostName: host.name,
      card,
      process: half.process.name,
      key,
      ordinal,
      method: entry[0],
      body,
      handle: (context) => half.handle(entry, body, context),
    });
    return { status: 0, code: 'ok', ...answer };
  } catch (error) {
    const { entry, code, facts, message } = asCpu6Error(error);
    if (code === 'INTERNAL') core.emit({ type: 'fault', what: String(error) });
    // Of a defect of this program the card learns that there is one, and no more.
    const text = code === 'INTERNAL' ? 'the server failed' : String(facts.message ?? message);
    return { status: entry.number, code, body: Buffer.from(clip(text, greatestText), 'utf8'), repeated: false };
  }
}

// Gives a session's card the segments of its applet, by the digests that the applet's header names: of the version that
// runs, and of the one before it, whose calls may still be under way.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import type { LoadedProcess } from '../processes.js';
import type { Settings } from '../settings.js';

/** Bytes of a digest that a request names. */
const nameLength = 8;
const minute = 60_000;

export interface Given {
  /** The process and the number of the segment; none if it was not given. */
  readonly process: LoadedProcess | undefined;
  readonly segment: number;
  /** Why not: `unknown` to this session, or `rate` exceeded. */
  readonly refused: 'unknown' | 'rate' | undefined;
  readonly bytes: number;
  /** What goes to the card. */
  readonly messages: readonly Uint8Array[];
}

export class SegmentSource {
  #processes: LoadedProcess[];
  #count = 0;
  #bytes = 0;
  #at: number;
  constructor(
    process: LoadedProcess,
    private readonly settings: Settings,
  ) {
    this.#processes = [process];
    this.#at = settings.now();
  }

  /** The session goes on with this version. */
  use(process: LoadedProcess): void {
    if (this.#processes[0] !== process) this.#processes = [process, this.#processes[0]!];
  }

  /** Answers a request of the card. Throws `MESSAGE_MALFORMED` if it is none. */
  answer(request: { readonly segment: Uint8Array; readonly body: Uint8Array }): Given {
    if (request.body.length > 0)
      throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: 'a segment that it sends' });
    const name = Uint8Array.from(request.segment);
    const none = { process: undefined, segment: -1, bytes: 0, messages: [message(name, new Uint8Array(0))] };
    for (const process of this.#processes) {
      const segment = process.digests.findIndex((d) => Buffer.from(d.subarray(0, nameLength)).equals(name));
      const found = process.segments[segment];
      if (!found) continue;
      if (!this.#admits(found.length)) return { ...none, refused: 'rate' };
      const chunk = this.settings.limit('channel.chunk');
      const messages: Uint8Array[] = [];
      for (let at = 0; at < found.length; at += chunk) messages.push(message(name, found.subarray(at, at + chunk)));
      return { process, segment, refused: undefined, bytes: found.length, messages };
    }
    return { ...none, refused: 'unknown' };
  }

  /** Two buckets that empty in a minute. */
  #admits(bytes: number): boolean {
    const now = this.settings.now();
    const passed = Math.max(0, now - this.#at) / minute;
    const [rate, most] = [this.settings.limit('segment.rate'), this.settings.limit('segment.bytes')];
    const count = Math.max(0, this.#count - passed * rate) + 1;
    const sum = Math.max(0, this.#bytes - passed * most) + bytes;
    if (count > rate || sum > most) return false;
    this.#at = now;
    this.#count = count;
    this.#bytes = sum;
    return true;
  }
}

const message = (segment: Uint8Array, body: Uint8Array): Uint8Array =>
  channelMessages.encode('segment', { segment, body });

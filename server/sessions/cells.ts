// Channel mode on the server: one session's two streams of cells (protocol/messages/cells.ts), and what one cell after the other says about who stands between.
//
// A cell that does not fit stops the stream; what was done shows when the next one is there. Each finding has its code:
//
//   comes for an earlier number                → replayed
//   comes for a later one, then the missing    → reordered          … then anything else, or nothing → dropped
//   opens under no number, then the expected   → inserted           … then anything else, or nothing → altered (SEAL_BROKEN)
//   comes later than it may                    → delayed (reported, the stream goes on)
//   comes no more                              → truncated
import type { ErrorCode } from '../../protocol/errors/catalogue.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import {
  type CellShape,
  cellRoom,
  decodeCell,
  encodeCell,
  firstDigest,
  nextDigest,
} from '../../protocol/messages/cells.js';
import type { ServerChannel } from '../projector/channel.js';

/** Numbers before and after the expected one that a strange cell is tried as. */
const reach = 8;
const greatestMessage = 3072;

export class CellSender {
  readonly #waiting: Uint8Array[] = [];
  /** Bytes of the first message that have left. */
  #from = 0;
  #digest: Uint8Array = firstDigest;
  constructor(
    private readonly shape: CellShape,
    private channel: ServerChannel,
    private readonly send: (record: Uint8Array) => void,
  ) {}

  push(message: Uint8Array): void {
    this.#waiting.push(message);
  }

  /** One cell leaves, with a message's next piece in it or with nothing. */
  tick(): void {
    const [message] = this.#waiting;
    const data = message ? message.subarray(this.#from, this.#from + cellRoom(this.shape)) : new Uint8Array(0);
    this.#from += data.length;
    const ends = message !== undefined && this.#from === message.length;
    if (ends) {
      this.#waiting.shift();
      this.#from = 0;
    }
    const record = this.channel.seal(encodeCell(this.shape, this.#digest, ends, data));
    this.#digest = nextDigest(this.#digest, record);
    this.send(record);
  }

  /** All that waits leaves at once: before an epoch takes over, and at the end. */
  flush(): void {
    while (this.#waiting.length > 0) this.tick();
  }

  /** What waits leaves, then the next epoch's channel seals. */
  use(channel: ServerChannel): void {
    this.flush();
    this.channel = channel;
    this.#digest = firstDigest;
  }
}

export type Taken =
  | {
      readonly message: Uint8Array | undefined;
      /** This cell came too late; the card says that one of ours did. */
      readonly late: boolean;
      readonly told: boolean;
    }
  | { readonly attack: ErrorCode };

export class CellReceiver {
  #digest: Uint8Array = firstDigest;
  #parts: Uint8Array[] = [];
  #seen: number | undefined;
  /** How many cells are missing before the one that came, or that it opened under no number. */
  #odd: number | 'unreadable' | undefined;
  constructor(
    private readonly shape: CellShape,
    private channel: ServerChannel,
  ) {}

  use(channel: ServerChannel): void {
    this.channel = channel;
    this.#digest = firstDigest;
  }

  /** Takes a record. `now`: ms of any clock that goes on evenly. */
  take(record: Uint8Array, now: number): Taken {
    if (this.#odd !== undefined) return { attack: this.#judge(record) };
    const late = this.#seen !== undefined && now - this.#seen > this.shape.late;
    this.#seen = now;
    const plain = this.channel.open(record);
    if (!plain) return this.#strange(record);
    const cell = decodeCell(this.shape, plain);
    if (!cell || !Buffer.from(cell.digest).equals(this.#digest)) return { attack: 'SEAL_BROKEN' };
    this.#digest = nextDigest(this.#digest, record);
    if (cell.data.length > 0) this.#parts.push(cell.data);
    if (this.#parts.reduce((sum, p) => sum + p.length, 0) > greatestMessage) return { attack: 'SEAL_BROKEN' };
    const told = cell.late;
    if (!cell.ends) return { message: undefined, late, told };
    const message = Buffer.concat(this.#parts);
    this.#parts = [];
    return { message, late, told };
  }

  /** What silence until `now` means, if anything. */
  silence(now: number): ErrorCode | undefined {
    if (this.#seen === undefined) return undefined;
    const quiet = now - this.#seen;
    if (this.#odd !== undefined && quiet > this.shape.late)
      return this.#odd === 'unreadable' ? 'SEAL_BROKEN' : 'CELL_DROPPED';
    return quiet > this.shape.quiet ? 'STREAM_TRUNCATED' : undefined;
  }

  #strange(record: Uint8Array): Taken {
    for (let by = 1; by <= reach; by++) if (this.channel.fits(-by, record)) return { attack: 'CELL_REPLAYED' };
    this.#odd = 'unreadable';
    for (let by = 1; by <= reach && this.#odd === 'unreadable'; by++) if (this.channel.fits(by, record)) this.#odd = by;
    return { message: undefined, late: false, told: false };
  }

  #judge(record: Uint8Array): ErrorCode {
    if (this.#odd === 'unreadable') return this.channel.fits(0, record) ? 'CELL_INSERTED' : 'SEAL_BROKEN';
    for (let by = 0; by < (this.#odd ?? 0); by++) if (this.channel.fits(by, record)) return 'CELL_REORDERED';
    return 'CELL_DROPPED';
  }
}

/** Both streams of a session, at their pace. */
export class CellStream {
  readonly sender: CellSender;
  readonly receiver: CellReceiver;
  readonly #timer: NodeJS.Timeout;
  /** `sent`: after each cell. `failed`: the stream was attacked, or cannot go on. */
  constructor(
    shape: CellShape,
    channel: ServerChannel,
    { send, sent, failed }: { send(record: Uint8Array): void; sent(): void; failed(why: unknown): void },
  ) {
    this.sender = new CellSender(shape, channel, send);
    this.receiver = new CellReceiver(shape, channel);
    this.#timer = setInterval(() => {
      try {
        const silence = this.receiver.silence(performance.now());
        if (silence) throw new Cpu6Error(silence);
        this.sender.tick();
        sent();
      } catch (error) {
        failed(error);
      }
    }, shape.pace).unref();
  }

  /** The message that a cell completes, if it does. Throws what was done to the stream. */
  take(record: Uint8Array, late: (direction: 'up' | 'down') => void): Uint8Array | undefined {
    const taken = this.receiver.take(record, performance.now());
    if ('attack' in taken) throw new Cpu6Error(taken.attack);
    if (taken.late) late('up');
    if (taken.told) late('down');
    return taken.message;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

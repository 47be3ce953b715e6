// The console of an Espruino interpreter (2v25 or newer) as a program talks to it: its packet protocol.
//
//   host → card   DLE SOH  type:3 length:13 (big-endian)  payload
//   card → host   ACK or NAK; after EVAL also DLE SOH  type length  result
//
// The protocol has no checksum, and a packet that lost a byte is answered by a NAK five seconds after its start: who writes
// files checks them afterwards (packet-upload.ts).
import { type Clock, sleep, systemClock } from '../../host/clock.js';
import type { CardPort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';

/** Packet types, the upper three bits of the length field. */
export const PacketType = { response: 0x0000, eval: 0x2000, fileSend: 0x6000, data: 0x8000 } as const;
/** Most bytes of one packet. */
export const longestPacket = 0x1fff;

const ack = 0x06;
const nak = 0x15;
const dle = 0x10;
const soh = 0x01;
const interrupt = 0x03;
const enquiry = 0x05;

/** The card gives a packet up after 5 s and says so: a little longer. */
const packetTime = 7_000;
/** A busy interpreter, or one that waits for the rest of an old packet, answers within this. */
const attachTime = 12_000;
const enquireEvery = 400;
/** Enquiries before the first interrupt, and ms between two: a native build takes two in 5 s for the wish to end it. */
const politeEnquiries = 2;
const interruptEvery = 5_500;
/** Console text that is kept for error messages. */
const keptText = 400;

export interface Interpreter {
  /** As it says itself, for example `2v29` and `PICO_R1_3`. */
  readonly version: string;
  readonly board: string;
}

interface Waiting {
  /** Looks at what has come; a value ends the wait. */
  readonly look: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class PacketConsole {
  #rx = Buffer.alloc(0);
  #waiting: Waiting | undefined;
  #ended: Cpu6Error | undefined;
  readonly #onData = (chunk: Uint8Array): void => {
    this.#rx = Buffer.concat([this.#rx, chunk]);
    this.#look();
  };
  readonly #onEnd = (): void => {
    this.#ended ??= new Cpu6Error('CARD_LOST');
    this.#waiting?.reject(this.#ended);
  };

  /** `port`: open; stays the caller's. `address`: for messages. */
  constructor(
    private readonly port: CardPort,
    private readonly address: string,
    private readonly clock: Clock = systemClock,
  ) {
    port.on('data', this.#onData);
    for (const event of ['close', 'end', 'error']) port.on(event, this.#onEnd);
  }

  /** Lets go of the port. */
  release(): void {
    this.port.off('data', this.#onData);
    for (const event of ['close', 'end', 'error']) this.port.off(event, this.#onEnd);
    this.#onEnd();
  }

  /**
   * Asks who is there until it is answered, and interrupts what runs when it is not. Rejects with `CARD_CONSOLE` when
   * nobody answers like an Espruino console: it is no interpreter, or its console is closed.
   */
  async attach(limit = attachTime): Promise<Interpreter> {
    const deadline = this.clock.now() + limit;
    let interrupted = Number.NEGATIVE_INFINITY;
    for (let tries = 0; ; tries++) {
      this.#rx = Buffer.alloc(0);
      const rude = tries >= politeEnquiries && this.clock.now() - interrupted >= interruptEvery;
      if (rude) interrupted = this.clock.now();
      await this.#write(Buffer.of(...(rude ? [interrupt] : []), dle, 0x0a, enquiry));
      const who = await this.#wait(enquireEvery, () => {
        const found = /Espruino (\S+) (\S+)\r?\n/.exec(this.#rx.toString('latin1'));
        return found && { version: found[1]!, board: found[2]! };
      });
      if (who) return who;
      if (this.clock.now() >= deadline)
        throw new Cpu6Error('CARD_CONSOLE', { address: this.address, why: this.#said() });
    }
  }

  /** Evaluates an expression; resolves with its value as Espruino writes it (`E.toJS`), which must hold no newline. */
  async eval(code: string, limit = packetTime): Promise<string> {
    const sent = Buffer.from(code, 'latin1');
    await this.#send(PacketType.eval, sent);
    const answer = await this.#wait(limit, () => {
      const verdict = this.#verdict();
      if (verdict !== ack) return verdict;
      const at = this.#rx.indexOf(Buffer.of(dle, soh));
      if (at < 0 || this.#rx.length < at + 4) return undefined;
      const length = this.#rx.readUInt16BE(at + 2) & longestPacket;
      return this.#rx.length < at + 4 + length ? undefined : this.#rx.toString('latin1', at + 4, at + 4 + length);
    });
    if (typeof answer === 'string') return answer;
    throw new Cpu6Error('CARD_CONSOLE', {
      address: this.address,
      why: answer === nak ? `it refuses ${JSON.stringify(code.slice(0, 60))}` : this.#said(),
    });
  }

  /** Sends a packet; resolves with whether the card took it. False also when it did not answer in time. */
  async packet(type: number, payload: Uint8Array, limit = packetTime): Promise<boolean> {
    await this.#send(type, payload);
    return (await this.#wait(limit, () => this.#verdict())) === ack;
  }

  #verdict(): number | undefined {
    return this.#rx.find((byte) => byte === ack || byte === nak);
  }

  async #send(type: number, payload: Uint8Array): Promise<void> {
    if (payload.length > longestPacket) throw new RangeError(`a packet holds at most ${longestPacket} bytes`);
    this.#rx = Buffer.alloc(0);
    await this.#write(
      Buffer.concat([Buffer.of(dle, soh, (type | payload.length) >> 8, payload.length & 0xff), payload]),
    );
  }

  #write(bytes: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) =>
      this.port.write(bytes, (error) => {
        if (error) reject(new Cpu6Error('CARD_LOST', {}, { cause: error }));
        else resolve();
      }),
    );
  }

  /** The first value of `look`, or `undefined` after `ms`. */
  async #wait<T>(ms: number, look: () => T | undefined | null): Promise<T | undefined> {
    if (this.#ended) throw this.#ended;
    const aborted = new AbortController();
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        this.#waiting = { look, resolve, reject };
        void sleep(this.clock, ms, aborted.signal).then(() => resolve(undefined));
        this.#look();
      })) as T | undefined;
    } finally {
      this.#waiting = undefined;
      aborted.abort();
    }
  }

  #look(): void {
    const value = this.#waiting?.look();
    if (value !== undefined && value !== null) this.#waiting!.resolve(value);
  }

  #said(): string {
    const said = this.#rx
      .toString('latin1')
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(-keptText);
    return said ? `it says "${said}"` : 'no answer';
  }
}

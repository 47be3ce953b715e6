// A card that does what a test says: it speaks the link and the card's messages, and nothing is in it but behaviours.
//
// For whole sessions take the virtual card, which runs the real runtime; this one is for what no real card does: wrong
// answers, late ones, none, and faults of the line at a chosen frame.
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { CardDescription } from '../../host/card/card-connection.js';
import { type Clock, systemClock } from '../../host/clock.js';
import type { CardPort } from '../../host/link/port.js';
import { CardLink } from '../../host/testing/card-link.js';
import { cardMessages } from '../../protocol/messages/card.js';
import type { Message } from '../../protocol/messages/table.js';
import { protocolVersion } from '../../protocol/version.js';
import { expectation } from './expectation.js';

export type CardMessage = Message<typeof cardMessages.table>;
type Named<K extends CardMessage['type']> = Extract<CardMessage, { type: K }>;
type Fields<K extends CardMessage['type']> = Omit<Named<K>, 'type'>;

/** Looks at a message of the host; `true`: it was dealt with, behaviours added before are not asked. */
export type Behaviour = (message: CardMessage, card: MockCard) => boolean | void;

export interface MockCardOptions {
  /** What it says of itself; what is left out has defaults. */
  readonly description?: Partial<CardDescription>;
  readonly clock?: Clock;
  /** What its link announces, bytes. */
  readonly window?: number;
  readonly frame?: number;
  readonly message?: number;
}

/**
 * ```ts
 * const card = new MockCard({ description: { board: 'PICO_R1_3' } });
 * card.on('enrol', (m, card) => card.send('fault', { inReplyTo: 2, session: 0, code: 55, detail: '' }));
 * const daemon = new HostDaemon({ stateDir, cards: [await card.listen()] });
 * await card.expect('enrol');
 * card.corrupt(2);                       // the next two frames arrive damaged
 * ```
 */
export class MockCard {
  readonly description: CardDescription;
  /** Every message of the host, oldest first. */
  readonly received: CardMessage[] = [];
  /** Neither hears nor speaks. */
  deaf = false;
  #lose = 0;
  #corrupt = 0;
  #duplicate = 0;
  #delay = 0;
  readonly #link: CardLink;
  readonly #clock: Clock;
  readonly #behaviours: Behaviour[] = [];
  readonly #looking = new Set<(message: CardMessage) => void>();
  #taken = 0;
  #send: ((bytes: Buffer) => void) | undefined;
  #drop: (() => void) | undefined;
  #server: Server | undefined;

  constructor({ description, clock = systemClock, window, frame, message }: MockCardOptions = {}) {
    this.#clock = clock;
    this.description = {
      version: protocolVersion,
      cardId: Uint8Array.from(randomBytes(16)),
      board: 'MOCK',
      runtime: new Uint8Array(32),
      crypto: 3,
      button: true,
      vars: 5_100,
      free: 4_000,
      slots: [],
      ...description,
    };
    this.#link = new CardLink({
      clock,
      write: (bytes) => this.#write(bytes),
      onMessage: (bytes) => this.#receive(cardMessages.decode(bytes, 'down', 'the host')),
      ...(window === undefined ? {} : { window }),
      ...(frame === undefined ? {} : { frame }),
      ...(message === undefined ? {} : { message }),
    });
    this.on('describe', (_, card) => card.send('description', this.description));
  }

  // --- its line -----------------------------------------------------------------------------------------------------

  /** Opens its line in this process; a line that was open before is dropped. */
  async open(): Promise<CardPort> {
    this.#drop?.();
    const port: Duplex = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        this.#hear(chunk);
        done();
      },
    });
    this.#connect(
      (bytes) => void port.push(bytes),
      () => port.destroy(),
    );
    return port;
  }

  /** Listens on the loopback interface; resolves with the address `tcp:HOST:PORT`. */
  async listen(): Promise<string> {
    const server = createServer({ noDelay: true }, (socket: Socket) => {
      this.#drop?.();
      socket.on('data', (chunk) => this.#hear(chunk));
      socket.on('error', () => socket.destroy());
      this.#connect(
        (bytes) => void socket.write(bytes),
        () => socket.destroy(),
      );
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `tcp:127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  async stop(): Promise<void> {
    this.#link.stop();
    this.#drop?.();
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #connect(send: (bytes: Buffer) => void, drop: () => void): void {
    this.#send = send;
    this.#drop = () => {
      this.#send = this.#drop = undefined;
      drop();
    };
  }

  // --- what it does -------------------------------------------------------------------------------------------------

  /** Sends a message to the host. */
  send<K extends CardMessage['type']>(type: K, fields: Fields<K>): void {
    this.sendRaw(cardMessages.encode(type as never, fields as never));
  }
  /** Sends bytes as a message, whatever they are. */
  sendRaw(message: Uint8Array): void {
    this.#link.send(message);
  }

  /** Answers messages of a type. The last behaviour is asked first. */
  on<K extends CardMessage['type']>(type: K, answer: (message: Named<K>, card: MockCard) => boolean | void): void {
    this.behave((message, card) => (message.type === type ? (answer(message as Named<K>, card) ?? true) : false));
  }
  /** Adds a behaviour for messages of any type. */
  behave(behaviour: Behaviour): void {
    this.#behaviours.unshift(behaviour);
  }

  /**
   * The next message of the host of that type (and with that property) which no expectation has had; rejects after `ms` with
   * what came instead.
   */
  expect<K extends CardMessage['type']>(
    type: K,
    {
      matches = () => true,
      ms = 2_000,
    }: { readonly matches?: (message: Named<K>) => boolean; readonly ms?: number } = {},
  ): Promise<Named<K>> {
    const fits = (message: CardMessage): message is Named<K> => message.type === type && matches(message as Named<K>);
    const at = this.received.findIndex((message, i) => i >= this.#taken && fits(message));
    if (at >= 0) {
      this.#taken = at + 1;
      return Promise.resolve(this.received[at] as Named<K>);
    }
    return expectation<Named<K>>(
      `message "${type}"`,
      ms,
      () =>
        this.received
          .slice(-8)
          .map((m) => m.type)
          .join(', '),
      (resolve) => {
        const look = (message: CardMessage): void => {
          if (!fits(message)) return;
          this.#looking.delete(look);
          this.#taken = this.received.length;
          resolve(message);
        };
        this.#looking.add(look);
        return () => this.#looking.delete(look);
      },
    );
  }

  // --- faults -------------------------------------------------------------------------------------------------------

  /** The next `frames` frames to the host are lost … */
  lose(frames: number): void {
    this.#lose = frames;
  }
  /** … have a flipped bit … */
  corrupt(frames: number): void {
    this.#corrupt = frames;
  }
  /** … come twice. */
  duplicate(frames: number): void {
    this.#duplicate = frames;
  }
  /** Everything to the host comes so many ms late from now on. */
  delay(ms: number): void {
    this.#delay = ms;
  }
  /** The line drops; the card keeps its power, and the link goes on when the line is opened again. */
  dropLine(): void {
    this.#drop?.();
  }
  /** Power off and on: the line stays, everything that the link knew is gone. `announce`: it says that it has started. */
  powerCycle({ announce = true }: { readonly announce?: boolean } = {}): void {
    this.#link.powerCycle({ announce });
  }
  /** The cable is pulled: line and power. */
  unplug(): void {
    this.#link.powerCycle();
    this.#drop?.();
  }

  #hear(bytes: Uint8Array): void {
    if (!this.deaf) this.#link.receive(bytes);
  }

  #receive(message: CardMessage): void {
    this.received.push(message);
    for (const look of [...this.#looking]) look(message);
    for (const behaviour of this.#behaviours) if (behaviour(message, this) === true) return;
  }

  #write(bytes: Uint8Array): void {
    if (this.deaf) return;
    if (this.#lose > 0) {
      this.#lose--;
      return;
    }
    const out = Buffer.from(bytes);
    if (this.#corrupt > 0) {
      this.#corrupt--;
      out[out.length >> 1]! ^= 1;
    }
    const copies = this.#duplicate > 0 ? 2 : 1;
    if (copies === 2) this.#duplicate--;
    for (let i = 0; i < copies; i++)
      if (this.#delay === 0) this.#send?.(out);
      else this.#clock.after(this.#delay, () => this.#send?.(out));
  }
}

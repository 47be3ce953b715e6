// One card address under the daemon's care: its link, what is connected there, and the one session it can have at a time.
import { Cpu6Error } from '../protocol/errors/error.js';
import { hex, unhex } from '../protocol/session/ids.js';
import type { Uplink } from './bridge/uplink.js';
import { CardConnection, type CardMessage } from './card/card-connection.js';
import type { Clock } from './clock.js';
import type { EmitEvent } from './events.js';
import type { Limits } from './limits.js';
import { Link } from './link/link.js';
import { linkLimits } from './link/options.js';
import type { CardPort } from './link/port.js';
import { Mutex } from './mutex.js';
import type { Recorder } from './record/recording.js';
import { Session } from './session/session.js';
import type { HostState } from './state/host-state.js';

export interface ManagedCardOptions {
  readonly address: string;
  readonly open: () => Promise<CardPort>;
  readonly state: HostState;
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly limits: Limits;
  readonly nextSession: () => number;
  readonly onChange: () => void;
  readonly record: () => Recorder | undefined;
}

/** A card that was there so many ms ago, or is just being opened, is waited for. */
const grace = 15_000;

export class ManagedCard {
  readonly #o: ManagedCardOptions;
  readonly link: Link;
  readonly connection: CardConnection;
  readonly #mutex = new Mutex();
  #session: Session | undefined;
  #lastId: string | undefined;
  #changed: number;
  #problem: Cpu6Error | undefined;
  /** PINs that the holder entered, by server, while the card stays connected. */
  readonly #pins = new Map<string, string>();

  constructor(options: ManagedCardOptions) {
    this.#o = options;
    const { clock, emit, address } = options;
    this.#changed = clock.now();
    const { limits } = options;
    this.link = new Link({
      open: options.open,
      address,
      clock,
      ...linkLimits(limits),
    });
    this.connection = new CardConnection(this.link, clock, limits);
    this.link.on('bytes', (direction, bytes) => options.record()?.bytes('card', address, direction, bytes));
    this.link.on('port', (open) => options.record()?.port(address, open));
    this.link.on('silent', (why) => {
      const known = this.#problem?.message === why.message;
      this.#problem = why;
      if (!known) emit({ type: 'card-silent', address, why: why.code, message: why.message });
    });
    const card = (): { readonly card?: string } => (this.#lastId ? { card: this.#lastId } : {});
    this.link.on('recovery', (rung) => {
      // What is tried for a port where there never was a card says nothing about one.
      if (this.#lastId) emit({ type: 'card-recovery', address, ...card(), rung });
    });
    this.link.on('resumed', () => emit({ type: 'card-resumed', address, ...card() }));
    this.connection.on('ready', (description, info) => {
      this.#lastId = hex(description.cardId);
      this.#problem = undefined;
      this.#changed = clock.now();
      this.#settle();
      emit({ type: 'card-up', card: this.#lastId, address, board: description.board, boot: info.boot });
      options.onChange();
    });
    this.connection.on('lost', (why) => {
      this.#changed = clock.now();
      this.#pins.clear();
      emit({ type: 'card-down', address, ...card(), why: why.code });
      options.onChange();
    });
  }

  get address(): string {
    return this.#o.address;
  }
  /** Card id while connected, 32 hex digits. */
  get id(): string | undefined {
    return this.connection.id;
  }
  /** Id of the card that is or was here. */
  get lastId(): string | undefined {
    return this.#lastId;
  }
  get session(): Session | undefined {
    return this.#session?.hasEnded ? undefined : this.#session;
  }
  /** Why there is no card, once that is known. */
  get problem(): Cpu6Error | undefined {
    return this.id === undefined ? this.#problem : undefined;
  }
  /** Not connected, but likely to be in a moment. */
  get isExpected(): boolean {
    return this.id === undefined && this.#o.clock.now() - this.#changed < grace;
  }

  /** Ids of the servers for which card and host both hold their part of a slot. */
  get servers(): string[] {
    const { id } = this;
    const slots = this.connection.description?.slots ?? [];
    if (id === undefined) return [];
    return slots
      .map((slot) => ({ server: hex(slot.serverId), generation: slot.generation }))
      .filter(({ server, generation }) => this.#o.state.servers[server]?.cards[id]?.slot?.generation === generation)
      .map(({ server }) => server);
  }

  start(): void {
    this.link.start();
  }
  async stop(): Promise<void> {
    const session = this.session;
    if (session && this.link.isUp) {
      // The card is told to wipe the session before the port closes under it.
      const wiped = new Promise<void>((resolve) => {
        const done = (): void => {
          timer.cancel();
          this.connection.off('message', onMessage);
          resolve();
        };
        const onMessage = (message: CardMessage): void => {
          if (message.type === 'closed') done();
        };
        const timer = this.#o.clock.after(500, done);
        this.connection.on('message', onMessage);
      });
      session.close('STOPPED');
      await wiped;
    }
    await this.link.stop();
  }

  /**
   * The open session of `process`, or a new one; another process's session is closed when its calls are done.
   * Rejects with `CARD_BUSY` when that takes longer than `ms`, and with whatever kept the session from opening.
   */
  sessionOf(process: string, serverId: string, uplink: Uplink, ms: number): Promise<Session> {
    const { clock } = this.#o;
    const deadline = clock.now() + ms;
    return this.#alone(ms, async () => {
      const current = this.session;
      if (current?.process === process && current.serverId === serverId) return current;
      if (current) await this.#free(current, deadline - clock.now());
      await uplink.waitUp(deadline - clock.now());
      const session = this.#make(process, serverId, uplink);
      this.#session = session;
      try {
        await session.start();
      } catch (error) {
        // Another host may have changed it: every try with it costs one of the few there are.
        if (error instanceof Cpu6Error && error.code.startsWith('PIN_')) this.#pins.delete(serverId);
        throw error;
      }
      return session;
    });
  }

  /** The PIN of a slot, as the holder entered or changed it. */
  keepPin(serverId: string, pin: string): void {
    if (pin) this.#pins.set(serverId, pin);
    else this.#pins.delete(serverId);
  }

  /** Runs `work` on the card without a session beside it. */
  exclusively<T>(ms: number, work: (connection: CardConnection) => Promise<T>): Promise<T> {
    return this.#alone(ms, async () => {
      if (this.session) await this.#free(this.session, ms);
      try {
        return await work(this.connection);
      } finally {
        this.#settle();
        this.#o.onChange();
      }
    });
  }

  #alone<T>(ms: number, work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(this.#o.clock, ms, () => new Cpu6Error('CARD_BUSY', { why: 'others were first' }), work);
  }

  async #free(session: Session, ms: number): Promise<void> {
    if (session.pending > 0)
      await new Promise<void>((resolve, reject) => {
        const done = (): void => {
          timer.cancel();
          session.off('idle', done);
          session.off('ended', done);
          resolve();
        };
        const timer = this.#o.clock.after(ms, () => {
          session.off('idle', done);
          session.off('ended', done);
          reject(new Cpu6Error('CARD_BUSY', { why: `it works for "${session.process}"` }));
        });
        session.on('idle', done);
        session.on('ended', done);
      });
    session.close();
  }

  #make(process: string, serverId: string, uplink: Uplink): Session {
    const { state, clock, emit, nextSession, limits } = this.#o;
    const { id } = this;
    if (id === undefined) throw new Cpu6Error('CARD_LOST');
    const server = state.servers[serverId];
    const slot = server?.cards[id]?.slot;
    if (!server || !slot) throw new Cpu6Error('NOT_ENROLLED');
    return new Session({
      id: nextSession(),
      process,
      card: this.connection,
      cardId: id,
      uplink,
      serverId: unhex(serverId),
      serverKey: unhex(server.serverKey),
      url: server.url,
      certificate: unhex(server.certificate),
      share: unhex(slot.share),
      generation: slot.generation,
      pin: this.#pins.get(serverId) ?? '',
      renewed: () => {
        // Its description comes after it has written; if the card is lost before, the next one tells.
        this.connection.refresh().then(
          () => this.#settle(),
          () => {},
        );
      },
      keepRenewal: (generation) => state.putRenewal(serverId, id, generation),
      hostKey: state.keyFor(serverId),
      hostName: state.hostName,
      clock,
      emit,
      limits,
    });
  }

  /** Enrolments that were cut short: the card's description tells what became of them. */
  #settle(): void {
    const { description, id } = this.connection;
    if (!description || id === undefined) return;
    for (const server of Object.keys(this.#o.state.servers)) {
      const own = description.slots.filter((slot) => hex(slot.serverId) === server);
      this.#o.state.settleCard(
        server,
        id,
        own.map((slot) => slot.generation),
      );
    }
  }
}

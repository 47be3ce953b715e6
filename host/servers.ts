// The servers this host is enrolled with: one uplink each, which tells what cards are connected and takes pushes.
import { catalogue } from '../protocol/errors/catalogue.js';
import { asCpu6Error } from '../protocol/errors/error.js';
import { hex, unhex } from '../protocol/session/ids.js';
import { Uplink, type UplinkMessage } from './bridge/uplink.js';
import type { Clock } from './clock.js';
import type { EmitEvent } from './events.js';
import type { Limits } from './limits.js';
import { utf8Cut } from './session/session.js';

export interface PushRequest {
  readonly server: string;
  readonly card: string;
  readonly process: string;
}

export interface ServersOptions {
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly limits: Limits;
  /** Ids of the connected cards that hold a slot of a server. */
  readonly cardsOf: (server: string) => string[];
  /** Opens the session that a server asks for, or rejects. */
  readonly onPush: (request: PushRequest) => Promise<void>;
  /** A server in use can be reached again. */
  readonly onUp: (server: string) => void;
  readonly record: (server: string, direction: 'down' | 'up', bytes: Uint8Array) => void;
}

export class Servers {
  readonly #uplinks = new Map<string, Uplink>();
  /** Pushes that are being answered: a server cannot have more of them than this. */
  #pushes = 0;
  constructor(private readonly o: ServersOptions) {}

  get(server: string): Uplink | undefined {
    return this.#uplinks.get(server);
  }
  entries(): [server: string, uplink: Uplink][] {
    return [...this.#uplinks];
  }

  /** An uplink that is watched and recorded; not yet one of the servers. */
  make(server: string, url: string): Uplink {
    const { clock, emit, record, limits } = this.o;
    const uplink = new Uplink({
      url,
      serverId: unhex(server),
      clock,
      message: limits('uplink.message'),
      resend: limits('uplink.resend'),
      resume: limits('uplink.resume'),
      sessions: limits('uplink.sessions'),
    });
    let up = false;
    uplink.on('bytes', (direction, bytes) => record(server, direction, bytes));
    uplink.on('up', (resumed) => {
      up = true;
      emit({ type: 'uplink-up', server, url, resumed });
      if (this.#uplinks.get(server) !== uplink) return;
      this.#announce(server, uplink);
      this.o.onUp(server);
    });
    uplink.on('down', (why) => {
      if (up) emit({ type: 'uplink-down', server, url, why: why.code });
      up = false;
    });
    uplink.on('message', (message) => {
      if (this.#uplinks.get(server) === uplink) this.#message(server, uplink, message);
    });
    uplink.start();
    return uplink;
  }

  /** Takes an uplink as the one to that server, in place of an older one. */
  async adopt(server: string, uplink: Uplink): Promise<void> {
    const old = this.#uplinks.get(server);
    this.#uplinks.set(server, uplink);
    if (old && old !== uplink) await old.stop();
    if (uplink.isUp) this.#announce(server, uplink);
  }

  /** Cards came or went. */
  announce(): void {
    for (const [server, uplink] of this.#uplinks) if (uplink.isUp) this.#announce(server, uplink);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#uplinks.values()].map((uplink) => uplink.stop()));
  }

  #announce(server: string, uplink: Uplink): void {
    uplink.send('cards', { cards: this.o.cardsOf(server).slice(0, 64).map(unhex) });
  }

  #message(server: string, uplink: Uplink, message: UplinkMessage): void {
    if (message.type !== 'push') return;
    const { push, process } = message;
    const card = hex(message.card);
    const answer = (code: number, detail: string): void =>
      uplink.trySend('pushed', { push, code, detail: utf8Cut(detail, 160) });
    if (this.#pushes >= 16) {
      answer(catalogue.RATE_LIMITED.number, 'too many pushes at once');
      return;
    }
    this.#pushes++;
    this.o
      .onPush({ server, card, process })
      .then(
        () => {
          this.o.emit({ type: 'push', server, card, process, code: 'OK' });
          answer(0, '');
        },
        (error: unknown) => {
          const { code, entry, message: text } = asCpu6Error(error);
          this.o.emit({ type: 'push', server, card, process, code });
          answer(entry.number, text);
        },
      )
      .finally(() => this.#pushes--);
  }
}

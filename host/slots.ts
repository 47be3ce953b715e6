// The slots of the connected cards as the holder sees them: listed, named, locked with a PIN, removed; and this host's keys
// towards their servers.
import { Cpu6Error } from '../protocol/errors/error.js';
import { openCertificate } from '../protocol/session/certificate.js';
import { hex, unhex } from '../protocol/session/ids.js';
import type { AuditLog } from './audit/audit-log.js';
import { requestRenewal } from './bridge/renewal.js';
import type { Clock } from './clock.js';
import type { EmitEvent } from './events.js';
import type { Limits } from './limits.js';
import type { ManagedCard } from './managed-card.js';
import { withPresence } from './presence.js';
import type { Servers } from './servers.js';
import type { HostState } from './state/host-state.js';
import { plainText } from './text.js';

export interface SlotStatus {
  readonly card: string;
  readonly server: string;
  readonly generation: number;
  /** Of the server, or the holder's own for it; empty where this host does not know it. */
  readonly name: string;
  /** This host holds its share: a slot of another host of the holder, or of a lost one, opens only there. */
  readonly own: boolean;
  readonly pin: boolean;
  /** It takes applets of its publisher only. */
  readonly publisher: boolean;
}

/** Which slot is meant; what is left out must be the only one. */
export interface SlotChoice {
  readonly card?: string | undefined;
  /** Id of the server, or its name. */
  readonly server?: string | undefined;
  readonly generation?: number | undefined;
}

export interface SlotsOptions {
  readonly state: HostState;
  readonly servers: Servers;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly limits: Limits;
  readonly cards: () => ManagedCard[];
  /** The card of that id, or the only one. Throws `NO_CARD`, `CARD_BUSY`. */
  readonly oneCard: (id: string | undefined) => ManagedCard;
}

const pinFlag = 1;
const publisherFlag = 2;
/** A certificate that ends within this is renewed, ms. */
const renewBefore = 30 * 86_400_000;

export class Slots {
  readonly #renewing = new Set<string>();
  constructor(private readonly o: SlotsOptions) {}

  list(): SlotStatus[] {
    return this.o.cards().flatMap((card) => this.#of(card));
  }

  #of(card: ManagedCard): SlotStatus[] {
    const { id } = card;
    const slots = card.connection.description?.slots ?? [];
    if (id === undefined) return [];
    return slots.map(({ serverId, generation, flags }) => {
      const server = hex(serverId);
      return {
        card: id,
        server,
        generation,
        name: this.o.state.nameOf(server),
        own: this.o.state.servers[server]?.cards[id]?.slot?.generation === generation,
        pin: (flags & pinFlag) !== 0,
        publisher: (flags & publisherFlag) !== 0,
      };
    });
  }

  /** Throws `NO_CARD`, `NOT_ENROLLED`, or `CARD_BUSY` if several fit. */
  #choose({ card: id, server, generation }: SlotChoice): { readonly card: ManagedCard; readonly slot: SlotStatus } {
    const card = this.o.oneCard(id);
    const fits = this.#of(card).filter(
      (slot) =>
        (server === undefined || slot.server === server || slot.name === server) &&
        (generation === undefined || slot.generation === generation),
    );
    // Of several, the one of this host is meant.
    const own = fits.filter((slot) => slot.own);
    const slot = fits.length === 1 ? fits[0] : own.length === 1 ? own[0] : undefined;
    if (!fits[0]) throw new Cpu6Error('NOT_ENROLLED');
    if (!slot) throw new Cpu6Error('CARD_BUSY', { why: `it has ${fits.length} slots: name a server and a generation` });
    return { card, slot };
  }

  /** Removes a slot, with the holder at the card's button. Rejects with `PRESENCE_TIMEOUT`, `NOT_ENROLLED`… */
  async remove(choice: SlotChoice): Promise<void> {
    const { card, slot } = this.#choose(choice);
    const { server, generation } = slot;
    const message = `Remove the slot of ${slot.name || server}?`;
    await card.exclusively(this.o.limits('session.handshake'), (connection) =>
      withPresence(connection, this.o.emit, { card: slot.card, message }, () =>
        connection.forget(unhex(server), generation),
      ),
    );
    if (slot.own) this.o.state.removeCard(server, slot.card);
    await this.o.audit.append({ type: 'forget', card: slot.card, server, code: 'OK' });
    this.o.emit({ type: 'forgotten', card: slot.card, server });
    this.o.servers.announce();
  }

  /** The holder's own name for a server; empty: the server's own. Throws `NOT_ENROLLED`. */
  rename(server: string, name: string): void {
    const { state } = this.o;
    const id = state.servers[server] ? server : Object.keys(state.servers).find((s) => state.nameOf(s) === server);
    if (id === undefined) throw new Cpu6Error('NOT_ENROLLED');
    state.rename(id, plainText(name, 32));
  }

  /**
   * Tries a slot's PIN and keeps it while the card stays connected; with `next`, sets another one (empty: none), with the
   * holder at the card's button. Rejects with `PIN_WRONG`, `PIN_LOCKED`, `PIN_NEEDED`, `PIN_INVALID`, `PRESENCE_TIMEOUT`.
   */
  async pin(choice: SlotChoice, pin: string, next?: string): Promise<SlotStatus> {
    const { card, slot } = this.#choose(choice);
    for (const given of [pin, next ?? ''])
      if (given && !/^[\x20-\x7e]{4,32}$/.test(given))
        throw new Cpu6Error('PIN_INVALID', { why: 'it has other characters, or too few or too many' });
    const { server, generation } = slot;
    const message = next ? `Set another PIN for ${slot.name || server}?` : `Remove the PIN of ${slot.name || server}?`;
    await card.exclusively(this.o.limits('session.handshake'), (connection) =>
      withPresence(connection, this.o.emit, { card: slot.card, message }, () =>
        connection.pin(unhex(server), generation, pin, next),
      ),
    );
    card.keepPin(server, next ?? pin);
    await this.o.audit.append({ type: 'pin', card: slot.card, server, code: 'OK' });
    return { ...slot, pin: next === undefined ? slot.pin : next !== '' };
  }

  /** Asks a server for a certificate, of the key in use or (`newKey`) of another one that takes its place. */
  async renew(server: string, newKey: boolean): Promise<void> {
    const { state, servers, clock, limits, emit, audit } = this.o;
    const record = state.servers[server];
    const uplink = servers.get(server);
    if (!record || !uplink) throw new Cpu6Error('NOT_ENROLLED');
    const hostKey = state.keyFor(server);
    // A key that was asked for before and whose answer was lost is asked for again.
    const nextKey = newKey || record.nextKey !== undefined ? state.nextKey(server) : hostKey;
    const { certificate, authority } = await requestRenewal({
      uplink,
      url: record.url,
      serverKey: unhex(record.serverKey),
      hostKey,
      nextKey,
      hostName: state.hostName,
      clock,
      ms: limits('session.handshake'),
    });
    const changed = nextKey !== hostKey;
    state.putCertificate(server, hex(certificate), hex(authority), changed ? nextKey.privateKey : undefined);
    await audit.append({ type: 'renew', server, code: 'OK' });
    emit({ type: 'renewed', server, key: changed });
  }

  /** New keys at all servers that can be reached, or at one. The servers that took theirs, and why others did not. */
  async rotate(server?: string): Promise<{ server: string; code: string }[]> {
    const ids = server === undefined ? Object.keys(this.o.state.servers) : [server];
    const done: { server: string; code: string }[] = [];
    for (const id of ids)
      done.push({
        server: id,
        code: await this.renew(id, true).then(
          () => 'OK',
          (error: unknown) => (error instanceof Cpu6Error ? error.code : 'INTERNAL'),
        ),
      });
    return done;
  }

  /** A server came up: is the certificate there about to end, or was a new key asked for? */
  renewIfDue(server: string): void {
    const record = this.o.state.servers[server];
    if (!record || this.#renewing.has(server)) return;
    const certificate = openCertificate(unhex(record.authority), unhex(record.certificate));
    const due =
      record.nextKey !== undefined || (certificate && certificate.expires - this.o.clock.date() < renewBefore);
    if (!due) return;
    this.#renewing.add(server);
    // What is wrong shows when a session is opened; until then the old certificate may be good enough.
    this.renew(server, false)
      .catch(() => {})
      .finally(() => this.#renewing.delete(server));
  }
}

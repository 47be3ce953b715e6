// The registry of certified public keys (the seed's public depository): hosts with their certificates, cards with
// their slots. Who is not in it, or no longer, gets no session.
import { randomBytes } from 'node:crypto';
import { equal, sha256 } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { type Certificate, openCertificate, signCertificate } from '../../protocol/session/certificate.js';
import { hex } from '../../protocol/session/ids.js';
import type { Store } from '../store/store.js';

export interface HostRecord {
  /** SHA-256 of the public key, first 16 bytes. */
  readonly id: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly name: string;
  readonly certificate: Uint8Array;
  readonly issued: number;
  readonly expires: number;
  readonly revoked: number | null;
}

export interface CardRecord {
  readonly id: Uint8Array;
  readonly board: string;
  readonly runtime: Uint8Array;
  readonly enrolled: number;
  readonly seen: number | null;
  readonly revoked: number | null;
  readonly groups: readonly string[];
}

export interface SlotRecord {
  readonly card: Uint8Array;
  readonly generation: number;
  readonly host: Uint8Array;
  readonly created: number;
  readonly revoked: number | null;
  /** Whose applets the card's slot takes; none: all. */
  readonly publisher: Uint8Array | null;
  /** What both ends showed at the enrolment. */
  readonly code: string | null;
  /** 1: the operator has not confirmed it yet. */
  readonly waiting: number;
}

export interface NewSlot {
  readonly card: Uint8Array;
  readonly board: string;
  readonly runtime: Uint8Array;
  readonly host: Uint8Array;
  readonly publisher: Uint8Array | undefined;
  readonly waiting: boolean;
}

export const hostIdOf = (publicKey: Uint8Array): Uint8Array => sha256(publicKey).subarray(0, 16);

export class Depository {
  constructor(
    private readonly store: Store,
    /** How long a host's certificate holds, ms. */
    private readonly certificateAge: number,
  ) {}

  /** Certifies a host's key, anew if it is there. A revoked key stays revoked: throws `HOST_REVOKED`. */
  certifyHost(publicKey: Uint8Array, name: string): HostRecord {
    const id = hostIdOf(publicKey);
    if (this.host(id)?.revoked) throw new Cpu6Error('HOST_REVOKED');
    const issued = this.store.now();
    const body = { serial: randomBytes(16), name, publicKey, issued, expires: issued + this.certificateAge };
    const certificate = signCertificate(this.store.keys.authoritySeed, body);
    this.store.sql.run(
      `INSERT INTO hosts (id, public_key, name, serial, certificate, issued, expires) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
       serial = excluded.serial, certificate = excluded.certificate, issued = excluded.issued, expires = excluded.expires`,
      ...[id, publicKey, name, body.serial, certificate, issued, body.expires],
    );
    return { id, publicKey, name, certificate, issued, expires: body.expires, revoked: null };
  }

  host(id: Uint8Array): HostRecord | undefined {
    const row = this.store.sql.get('SELECT * FROM hosts WHERE id = ?', id);
    return row && hostOf(row);
  }
  hosts(): HostRecord[] {
    return this.store.sql.all('SELECT * FROM hosts ORDER BY issued').map(hostOf);
  }

  /**
   * S7: the host behind a public key that was proven in the handshake, with the certificate it showed.
   * Throws `HOST_UNKNOWN`, `HOST_REVOKED` or `HOST_EXPIRED`.
   */
  admitHost(publicKey: Uint8Array, certificate: Uint8Array): HostRecord {
    const record = this.host(hostIdOf(publicKey));
    if (!record || !equal(record.publicKey, publicKey)) throw new Cpu6Error('HOST_UNKNOWN');
    if (record.revoked) throw new Cpu6Error('HOST_REVOKED');
    const shown = this.#opened(certificate);
    if (!shown || !equal(shown.publicKey, publicKey)) throw new Cpu6Error('HOST_UNKNOWN');
    const now = this.store.now();
    if (now >= shown.expires || now >= record.expires) throw new Cpu6Error('HOST_EXPIRED');
    return record;
  }

  /** A certificate of the authority, or of one before it. */
  #opened(certificate: Uint8Array): Certificate | undefined {
    const { authority, formerAuthorities } = this.store.keys;
    for (const key of [authority, ...formerAuthorities]) {
      const opened = openCertificate(key, certificate);
      if (opened) return opened;
    }
    return undefined;
  }

  /**
   * A host asks for a certificate, for the key that it has proven to hold or for `next`, which takes its place: its slots
   * go over, the old key is revoked. Asked again (the answer was lost), it is answered again.
   * Throws `HOST_UNKNOWN`, `HOST_REVOKED` or `HOST_EXPIRED`.
   */
  renewHost(publicKey: Uint8Array, next: Uint8Array, name: string): HostRecord {
    const { sql } = this.store;
    const id = hostIdOf(publicKey);
    const record = this.host(id);
    if (!record || !equal(record.publicKey, publicKey)) throw new Cpu6Error('HOST_UNKNOWN');
    const nextId = hostIdOf(next);
    const replaced = sql.get('SELECT replaced FROM hosts WHERE id = ?', id)?.replaced as Uint8Array | null;
    const again = replaced !== null && equal(replaced, nextId);
    if (record.revoked && !again) throw new Cpu6Error('HOST_REVOKED');
    if (this.store.now() >= record.expires) throw new Cpu6Error('HOST_EXPIRED');
    return sql.transaction(() => {
      const host = this.certifyHost(next, name);
      if (equal(id, nextId)) return host;
      sql.run('UPDATE slots SET host = ? WHERE host = ?', nextId, id);
      sql.run(
        'UPDATE hosts SET replaced = ?, revoked = coalesce(revoked, ?) WHERE id = ?',
        nextId,
        this.store.now(),
        id,
      );
      return host;
    });
  }

  /** False if there is no such host. */
  revokeHost(id: Uint8Array): boolean {
    const sql = 'UPDATE hosts SET revoked = coalesce(revoked, ?) WHERE id = ?';
    return this.store.sql.run(sql, this.store.now(), id) > 0;
  }
  /** Revokes a card and every slot it has. False if there is no such card. */
  revokeCard(id: Uint8Array): boolean {
    const now = this.store.now();
    return this.store.sql.transaction(() => {
      this.store.sql.run('UPDATE slots SET revoked = coalesce(revoked, ?) WHERE card = ?', now, id);
      return this.store.sql.run('UPDATE cards SET revoked = coalesce(revoked, ?) WHERE id = ?', now, id) > 0;
    });
  }

  /** A lost card was found again: it may be enrolled anew; its old slots stay revoked. False if it was not revoked. */
  readmitCard(id: Uint8Array): boolean {
    return this.store.sql.run('UPDATE cards SET revoked = NULL WHERE id = ? AND revoked IS NOT NULL', id) > 0;
  }
  /** The same for a host. */
  readmitHost(id: Uint8Array): boolean {
    const sql = 'UPDATE hosts SET revoked = NULL WHERE id = ? AND revoked IS NOT NULL AND replaced IS NULL';
    return this.store.sql.run(sql, id) > 0;
  }

  card(id: Uint8Array): CardRecord | undefined {
    const row = this.store.sql.get('SELECT * FROM cards WHERE id = ?', id);
    return row && cardOf(row);
  }
  cards(): CardRecord[] {
    return this.store.sql.all('SELECT * FROM cards ORDER BY enrolled').map(cardOf);
  }
  slots(card: Uint8Array): SlotRecord[] {
    return this.store.sql.all(
      'SELECT * FROM slots WHERE card = ? ORDER BY generation',
      card,
    ) as unknown as SlotRecord[];
  }

  /**
   * A new slot generation for a card. The one before holds until the new one has proven itself in a session
   * ({@link slotProved}): an enrolment that the holder did not confirm must not lock the card out.
   */
  addSlot({ card, board, runtime, host, publisher, waiting }: NewSlot): number {
    const { sql } = this.store;
    const now = this.store.now();
    return sql.transaction(() => {
      if (this.card(card)?.revoked) throw new Cpu6Error('CARD_REVOKED');
      sql.run(
        `INSERT INTO cards (id, board, runtime, enrolled) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET board = excluded.board, runtime = excluded.runtime, enrolled = excluded.enrolled`,
        ...[card, board, runtime, now],
      );
      const last = sql.get('SELECT max(generation) AS g FROM slots WHERE card = ?', card)?.g;
      const generation = Number(last ?? 0) + 1;
      if (generation > 0xffff) throw new Cpu6Error('SLOTS_FULL', { limit: 0xffff });
      sql.run(
        'INSERT INTO slots (card, generation, host, created, publisher, waiting) VALUES (?, ?, ?, ?, ?, ?)',
        ...[card, generation, host, now, publisher, waiting],
      );
      return generation;
    });
  }

  /** What both ends of an enrolment show. */
  setCode(card: Uint8Array, generation: number, code: string): void {
    this.store.sql.run('UPDATE slots SET code = ? WHERE card = ? AND generation = ?', code, card, generation);
  }
  /** Slots that wait for the operator. */
  waiting(): SlotRecord[] {
    return this.store.sql.all(
      'SELECT * FROM slots WHERE waiting = 1 AND revoked IS NULL ORDER BY created',
    ) as unknown as SlotRecord[];
  }
  /** The operator has compared the code with the holder. The slot, or `undefined` if none or several wait under it. */
  confirm(code: string): SlotRecord | undefined {
    const fits = this.waiting().filter((slot) => slot.code === code);
    const slot = fits[0];
    if (!slot || fits.length > 1) return undefined;
    const { card, generation } = slot;
    this.store.sql.run('UPDATE slots SET waiting = 0 WHERE card = ? AND generation = ?', card, generation);
    return slot;
  }

  /** The generation that is to take a slot's place, on the same card and host. */
  renewSlot({ card, host }: SlotRecord, publisher: Uint8Array | undefined): number {
    const record = this.card(card)!;
    return this.addSlot({ card, board: record.board, runtime: record.runtime, host, publisher, waiting: false });
  }
  /** A generation that the card did not take. */
  revokeSlot(card: Uint8Array, generation: number): void {
    const sql = 'UPDATE slots SET revoked = ? WHERE card = ? AND generation = ?';
    this.store.sql.run(sql, this.store.now(), card, generation);
  }

  /**
   * The slot under which a card calls. Throws `CARD_UNKNOWN`, `CARD_REVOKED`, `NOT_ENROLLED` or `ENROLMENT_UNCONFIRMED`.
   */
  admitCard(card: Uint8Array, generation: number | undefined): SlotRecord {
    const record = this.card(card);
    if (!record) throw new Cpu6Error('CARD_UNKNOWN');
    if (record.revoked) throw new Cpu6Error('CARD_REVOKED');
    const slot = this.slots(card).find((s) => s.generation === generation);
    if (!slot) throw new Cpu6Error('NOT_ENROLLED');
    if (slot.revoked) throw new Cpu6Error('CARD_REVOKED');
    if (slot.waiting) throw new Cpu6Error('ENROLMENT_UNCONFIRMED');
    return slot;
  }

  /** A session was established under this generation: older ones of that host are void from now on. */
  slotProved({ card, generation, host }: SlotRecord): void {
    const now = this.store.now();
    this.store.sql.transaction(() => {
      this.store.sql.run(
        'UPDATE slots SET revoked = ? WHERE card = ? AND host = ? AND generation < ? AND revoked IS NULL',
        ...[now, card, host, generation],
      );
      this.store.sql.run('UPDATE cards SET seen = ? WHERE id = ?', now, card);
    });
  }

  setGroups(card: Uint8Array, groups: readonly string[]): boolean {
    return this.store.sql.run('UPDATE cards SET groups = ? WHERE id = ?', JSON.stringify(groups), card) > 0;
  }
  cardsOfGroup(group: string): CardRecord[] {
    return this.cards().filter((card) => card.groups.includes(group));
  }
}

type Raw = Readonly<Record<string, string | number | Uint8Array | null>>;

const hostOf = (row: Raw): HostRecord => ({
  id: row.id as Uint8Array,
  publicKey: row.public_key as Uint8Array,
  name: String(row.name),
  certificate: row.certificate as Uint8Array,
  issued: Number(row.issued),
  expires: Number(row.expires),
  revoked: row.revoked as number | null,
});

const cardOf = (row: Raw): CardRecord => ({
  id: row.id as Uint8Array,
  board: String(row.board),
  runtime: row.runtime as Uint8Array,
  enrolled: Number(row.enrolled),
  seen: row.seen as number | null,
  revoked: row.revoked as number | null,
  groups: JSON.parse(String(row.groups)) as string[],
});

/** For logs and the API. */
export const showCard = (card: CardRecord): Record<string, unknown> => ({
  ...card,
  id: hex(card.id),
  runtime: hex(card.runtime),
});
export const showHost = (host: HostRecord): Record<string, unknown> => ({
  id: hex(host.id),
  name: host.name,
  publicKey: hex(host.publicKey),
  issued: host.issued,
  expires: host.expires,
  revoked: host.revoked,
});

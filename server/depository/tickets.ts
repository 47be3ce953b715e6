// Enrolment tickets: one-time codes with a short life. The database keeps only their hashes.
import { randomBytes } from 'node:crypto';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Store } from '../store/store.js';

const hashOf = (code: Uint8Array): Uint8Array => sha256(Buffer.from('cpu6 v1 ticket\0', 'ascii'), code);

export class Tickets {
  constructor(private readonly store: Store) {}

  /** A new code of 16 bytes that holds for `minutes`. `confirm`: what it enrols waits for the operator. */
  issue(minutes: number, confirm = false): Uint8Array {
    const code = randomBytes(16);
    const now = this.store.now();
    this.store.sql.run(
      'INSERT INTO tickets (hash, created, expires, confirm) VALUES (?, ?, ?, ?)',
      ...[hashOf(code), now, now + minutes * 60_000, confirm],
    );
    return code;
  }

  /**
   * Uses a code up for a card and a host; does what it enrols wait for the operator? Throws `TICKET_REFUSED`, without saying
   * which of its reasons it was.
   */
  use(code: Uint8Array, card: Uint8Array, host: Uint8Array): boolean {
    const now = this.store.now();
    // The look-up is by hash: how long it takes says nothing about a code that is there.
    const changed = this.store.sql.run(
      'UPDATE tickets SET used = ?, card = ?, host = ? WHERE hash = ? AND used IS NULL AND expires > ?',
      ...[now, card, host, hashOf(code), now],
    );
    if (changed !== 1) throw new Cpu6Error('TICKET_REFUSED');
    return this.store.sql.get('SELECT confirm FROM tickets WHERE hash = ?', hashOf(code))?.confirm === 1;
  }

  prune(age: number): void {
    this.store.sql.run('DELETE FROM tickets WHERE expires < ?', this.store.now() - age);
  }
}

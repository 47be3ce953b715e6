// Answers already given, so that a call that comes again is answered again and not done again.
import { equal } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Sql } from './sql.js';

export class CallStore {
  constructor(
    private readonly sql: Sql,
    private readonly now: () => number,
  ) {}

  /**
   * The recorded answer of a call, or `undefined` if it is new. `scope`: 32 bytes that name the call; `digest`: SHA-256
   * of its arguments. Throws `KEY_REUSED` if the same call was made with other arguments.
   */
  find(scope: Uint8Array, digest: Uint8Array): Uint8Array | undefined {
    const row = this.sql.get('SELECT digest, answer FROM calls WHERE scope = ?', scope);
    if (!row) return undefined;
    if (!equal(row.digest as Uint8Array, digest)) throw new Cpu6Error('KEY_REUSED');
    return row.answer as Uint8Array;
  }

  /** Call it in the transaction that keeps what the call wrote. */
  record(scope: Uint8Array, digest: Uint8Array, answer: Uint8Array): void {
    this.sql.run('INSERT INTO calls VALUES (?, ?, ?, ?)', scope, digest, answer, this.now());
  }

  /** Forgets answers older than `age` ms. */
  prune(age: number): number {
    return this.sql.run('DELETE FROM calls WHERE at < ?', this.now() - age);
  }
}

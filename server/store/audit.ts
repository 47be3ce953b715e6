// The audit log: what an operator must be able to prove later. Each entry carries the hash of the one before, so that
// none can be changed, dropped or inserted without breaking the chain. Never an argument value, never a secret.
import { equal, sha256 } from '../../protocol/crypto/hmac.js';
import type { Sql } from './sql.js';

export interface AuditEntry {
  readonly seq: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** SHA-256(hash before ‖ seq ‖ at ‖ kind ‖ detail), hex. */
  readonly hash: string;
}

const start = new Uint8Array(32);
const link = (before: Uint8Array, seq: number, at: number, kind: string, detail: string): Uint8Array =>
  sha256(before, Buffer.from(JSON.stringify([seq, at, kind, detail]), 'utf8'));

export class AuditLog {
  constructor(
    private readonly sql: Sql,
    private readonly now: () => number,
  ) {}

  /** Joins the transaction it is called in, so that an entry and what it tells of are kept together. */
  append(kind: string, detail: Readonly<Record<string, unknown>>): void {
    this.sql.transaction(() => {
      const last = this.sql.get('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
      const seq = last ? Number(last.seq) + 1 : 1;
      const at = this.now();
      const text = JSON.stringify(detail);
      const hash = link(last ? (last.hash as Uint8Array) : start, seq, at, kind, text);
      this.sql.run('INSERT INTO audit VALUES (?, ?, ?, ?, ?)', seq, at, kind, text, hash);
    });
  }

  /** Newest first. `limit`: 1 to 1,000. */
  list(limit = 100, before = Number.MAX_SAFE_INTEGER): AuditEntry[] {
    return this.sql.all('SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?', before, limit).map((row) => ({
      seq: Number(row.seq),
      at: Number(row.at),
      kind: String(row.kind),
      detail: JSON.parse(String(row.detail)),
      hash: Buffer.from(row.hash as Uint8Array).toString('hex'),
    }));
  }

  /** The number of the first entry that does not fit the chain, `undefined` if all do. */
  verify(): number | undefined {
    let before: Uint8Array = start;
    let expected = 1;
    for (let from = 0; ; ) {
      const rows = this.sql.all('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT 1000', from);
      if (rows.length === 0) return undefined;
      for (const row of rows) {
        const hash = link(before, expected, Number(row.at), String(row.kind), String(row.detail));
        if (Number(row.seq) !== expected || !equal(hash, row.hash as Uint8Array)) return expected;
        before = hash;
        expected++;
        from = Number(row.seq);
      }
    }
  }
}

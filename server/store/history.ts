// Sessions and their epochs, past and present: what the operator sees of them later.
import type { Sql } from './sql.js';

export interface SessionRecord {
  readonly id: string;
  readonly started: number;
  readonly ended: number | null;
  /** Error code that ended it, null while it runs. */
  readonly code: string | null;
  readonly card: Uint8Array;
  readonly host: Uint8Array | null;
  readonly process: string;
  readonly runtime: Uint8Array;
  readonly epochs: number;
}

export class History {
  constructor(
    private readonly sql: Sql,
    private readonly now: () => number,
  ) {}

  started(id: string, card: Uint8Array, process: string, runtime: Uint8Array): void {
    const row = [id, this.now(), card, process, runtime] as const;
    this.sql.run('INSERT INTO sessions (id, started, card, process, runtime) VALUES (?, ?, ?, ?, ?)', ...row);
  }
  /** Epoch `epoch` took over; `host` is known from epoch 0 on. */
  epoch(id: string, epoch: number, host: Uint8Array, applet: Uint8Array, channel: Uint8Array): void {
    this.sql.transaction(() => {
      this.sql.run('INSERT INTO epochs VALUES (?, ?, ?, ?, ?)', id, epoch, this.now(), applet, channel);
      this.sql.run('UPDATE sessions SET epochs = ?, host = ? WHERE id = ?', epoch + 1, host, id);
    });
  }
  ended(id: string, code: string): void {
    this.sql.run('UPDATE sessions SET ended = ?, code = ? WHERE id = ? AND ended IS NULL', this.now(), code, id);
  }
  /** Sessions that a killed server left open. */
  endOrphans(code: string): number {
    return this.sql.run('UPDATE sessions SET ended = ?, code = ? WHERE ended IS NULL', this.now(), code);
  }
  prune(age: number): void {
    const before = this.now() - age;
    this.sql.transaction(() => {
      this.sql.run('DELETE FROM epochs WHERE session IN (SELECT id FROM sessions WHERE ended < ?)', before);
      this.sql.run('DELETE FROM sessions WHERE ended < ?', before);
    });
  }
  /** Newest first. */
  list(limit = 100): SessionRecord[] {
    return this.sql.all('SELECT * FROM sessions ORDER BY started DESC LIMIT ?', limit) as unknown as SessionRecord[];
  }
  epochsOf(id: string): { epoch: number; started: number; applet: Uint8Array; channel: Uint8Array }[] {
    return this.sql.all(
      'SELECT epoch, started, applet, channel FROM epochs WHERE session = ? ORDER BY epoch',
      id,
    ) as never;
  }
}

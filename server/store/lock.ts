// One server per data directory. The lock is one of the kernel's, held through SQLite, so that it dies with its process:
// a lock file left by a killed server never has to be judged stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { Sql } from './sql.js';

export class DirectoryLock {
  readonly #sql: Sql;

  /** Throws `STATE_BUSY` if another live server, of this process or another one, holds the directory. */
  constructor(dir: string) {
    const pidFile = join(dir, 'server.pid');
    this.#sql = new Sql(join(dir, 'server.lock'));
    try {
      this.#sql.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      this.#sql.close();
      let pid = '?';
      try {
        pid = readFileSync(pidFile, 'utf8').trim();
      } catch {
        // the holder has not written it yet
      }
      throw new Cpu6Error('STATE_BUSY', { dir, pid }, { cause });
    }
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  }

  release(): void {
    if (!this.#sql.isOpen) return;
    this.#sql.exec('ROLLBACK');
    this.#sql.close();
  }
}

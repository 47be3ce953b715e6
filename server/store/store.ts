// The server's state on disk: opens, checks, migrates. `keys.json` holds the secrets, `server.db` the rest.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { AuditLog } from './audit.js';
import { corrupt, makePrivateDirectory } from './files.js';
import { openKeyFile, rotateAuthority, type ServerKeys } from './key-file.js';
import { DirectoryLock } from './lock.js';
import { migrations } from './migrations.js';
import { Sql } from './sql.js';

export class Store {
  #keys: ServerKeys;
  readonly sql: Sql;
  readonly audit: AuditLog;
  readonly #lock: DirectoryLock;

  /**
   * Opens `dir`, or starts it. Throws `STATE_BUSY` if another server uses it and `STATE_CORRUPT` if a file of it is
   * damaged, missing beside the other, or belongs to another server; nothing is overwritten then.
   */
  constructor(
    readonly dir: string,
    readonly now: () => number = Date.now,
  ) {
    makePrivateDirectory(dir);
    this.#lock = new DirectoryLock(dir);
    let sql: Sql | undefined;
    try {
      const file = join(dir, 'server.db');
      const keyFile = join(dir, 'keys.json');
      const isNew = !existsSync(file);
      if (isNew && existsSync(keyFile)) throw corrupt(keyFile, `the database ${file} that belongs to it is missing`);
      sql = openDatabase(file, isNew);
      this.sql = sql;
      // The identity is written last: a start that was cut short before it begins again.
      this.#keys = openKeyFile(keyFile, sql.get('SELECT 1 FROM identity') === undefined);
      this.#checkIdentity(file);
      this.audit = new AuditLog(sql, now);
      const broken = this.audit.verify();
      if (broken !== undefined) throw corrupt(file, `its audit chain breaks at entry ${broken}`);
    } catch (error) {
      sql?.close();
      this.#lock.release();
      throw error;
    }
  }

  #checkIdentity(file: string): void {
    const row = this.sql.get('SELECT server_id FROM identity');
    if (!row) {
      this.sql.run('INSERT INTO identity VALUES (1, ?, ?)', this.keys.serverId, this.now());
      return;
    }
    if (hex(row.server_id as Uint8Array) !== hex(this.keys.serverId))
      throw corrupt(file, 'it belongs to another key file');
  }

  get keys(): ServerKeys {
    return this.#keys;
  }
  /** Certificates are signed by a new authority from now on. */
  rotateAuthority(): void {
    this.#keys = rotateAuthority(join(this.dir, 'keys.json'));
  }

  close(): void {
    if (!this.sql.isOpen) return;
    this.sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.sql.close();
    this.#lock.release();
  }
}

function openDatabase(file: string, isNew: boolean): Sql {
  let sql: Sql | undefined;
  try {
    sql = new Sql(file);
    sql.exec('PRAGMA journal_mode = WAL');
    sql.exec('PRAGMA synchronous = FULL');
    sql.exec('PRAGMA foreign_keys = ON');
    sql.exec('PRAGMA busy_timeout = 5000');
    const check = sql.get('PRAGMA integrity_check');
    if (check?.integrity_check !== 'ok') throw new Error(String(check?.integrity_check));
    migrate(sql, file, isNew);
    return sql;
  } catch (error) {
    sql?.close();
    if (error instanceof Cpu6Error) throw error;
    throw corrupt(file, error instanceof Error ? error.message : String(error));
  }
}

function migrate(sql: Sql, file: string, isNew: boolean): void {
  const version = Number(sql.get('PRAGMA user_version')?.user_version ?? 0);
  if (version > migrations.length)
    throw new Cpu6Error('VERSION_MISMATCH', { peer: file, theirs: version, ours: migrations.length });
  // A crash between the file's creation and its first transaction leaves an empty database: that is a new one too.
  if (version === 0 && !isNew && Number(sql.get('SELECT count(*) AS n FROM sqlite_master')?.n) > 0)
    throw corrupt(file, 'it has no schema version');
  for (let v = version; v < migrations.length; v++)
    sql.transaction(() => {
      sql.exec(migrations[v]!);
      sql.exec(`PRAGMA user_version = ${v + 1}`);
    });
}

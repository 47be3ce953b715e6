// One process's corner of the database as one call sees it: it reads its own writes, and they are kept together with
// the call's answer or not at all. What it read is remembered, so that a call that paused can tell whether it still holds.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { ProcessStore } from '../../protocol/process/index.js';
import type { Sql } from './sql.js';
import { decodeValue, encodeValue } from './values.js';

const greatestKey = 512;

function checkKey(key: unknown, name = 'key'): string {
  if (
    typeof key !== 'string' ||
    key.includes('\0') ||
    Buffer.byteLength(key) > greatestKey ||
    Buffer.from(key).toString() !== key
  )
    throw new TypeError(`"${name}" of the store must be text of at most ${greatestKey} bytes`);
  return key;
}

/** The rows of one process. */
export class ProcessRows {
  constructor(
    private readonly sql: Sql,
    readonly process: string,
  ) {}
  get(key: string): string | undefined {
    const row = this.sql.get('SELECT value FROM kv WHERE process = ? AND key = ?', this.process, key);
    return row && String(row.value);
  }
  list(prefix: string): [string, string][] {
    return this.sql
      .all(
        'SELECT key, value FROM kv WHERE process = ? AND key >= ? AND substr(key, 1, ?) = ? ORDER BY key',
        this.process,
        prefix,
        [...prefix].length,
        prefix,
      )
      .map((row) => [String(row.key), String(row.value)]);
  }
  write(key: string, value: string | undefined): void {
    if (value === undefined) this.sql.run('DELETE FROM kv WHERE process = ? AND key = ?', this.process, key);
    else this.sql.run('INSERT OR REPLACE INTO kv VALUES (?, ?, ?)', this.process, key, value);
  }
}

/** What one call read and wrote. */
export class CallView implements ProcessStore {
  readonly #writes = new Map<string, string | undefined>();
  readonly #reads = new Map<string, string | undefined>();
  readonly #lists = new Map<string, string>();
  #ended = false;
  constructor(private readonly rows: ProcessRows) {}

  get<T = unknown>(key: string): T | undefined {
    this.#check();
    const text = this.#writes.has(checkKey(key)) ? this.#writes.get(key) : this.#read(key);
    return text === undefined ? undefined : (decodeValue(text) as T);
  }
  put(key: string, value: unknown): void {
    this.#check();
    this.#writes.set(checkKey(key), encodeValue(value));
  }
  delete(key: string): void {
    this.#check();
    this.#writes.set(checkKey(key), undefined);
  }
  list<T = unknown>(prefix = ''): [key: string, value: T][] {
    this.#check();
    checkKey(prefix, 'prefix');
    const stored = this.rows.list(prefix);
    if (!this.#lists.has(prefix)) this.#lists.set(prefix, JSON.stringify(stored));
    const merged = new Map(stored);
    for (const [key, value] of this.#writes)
      if (key.startsWith(prefix)) {
        if (value === undefined) merged.delete(key);
        else merged.set(key, value);
      }
    return [...merged]
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([key, text]) => [key, decodeValue(text) as T]);
  }

  get wrote(): boolean {
    return this.#writes.size > 0;
  }
  /** Has anything that this call read changed since? */
  get isStale(): boolean {
    for (const [key, text] of this.#reads) if (this.rows.get(key) !== text) return true;
    for (const [prefix, text] of this.#lists) if (JSON.stringify(this.rows.list(prefix)) !== text) return true;
    return false;
  }
  /** Writes it all. Call it in the transaction that records the answer. */
  commit(): void {
    this.#ended = true;
    for (const [key, value] of this.#writes) this.rows.write(key, value);
  }
  /** From here on the handler can change nothing: its call has been answered. */
  discard(): void {
    this.#ended = true;
  }

  #read(key: string): string | undefined {
    if (!this.#reads.has(key)) this.#reads.set(key, this.rows.get(key));
    return this.#reads.get(key);
  }
  #check(): void {
    if (this.#ended)
      throw new Cpu6Error('APPLET_ERROR', { message: 'its server half used the store after its answer' });
  }
}

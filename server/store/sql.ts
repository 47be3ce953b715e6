// A small, strict face on the SQL driver: prepared statements by text, byte strings as Uint8Array, one way to begin a transaction.
//
// The driver aborts the process on booleans, on a lone byte-string parameter and on methods after `close`; it cuts text
// at a NUL. Everything therefore goes through `bind` below, and parameters always travel as one array.
import Driver from 'libsql';

export type SqlValue = string | number | boolean | Uint8Array | null | undefined;
export type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

function bind(value: SqlValue): string | number | Buffer | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new RangeError('text with a NUL cannot be kept');
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('only finite numbers can be kept');
    return value;
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

function unbind(row: Record<string, unknown>): Row {
  const out: Record<string, string | number | Uint8Array | null> = {};
  for (const [name, value] of Object.entries(row)) {
    if (name === '_metadata') continue;
    if (value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]')
      out[name] = new Uint8Array(value as ArrayBuffer);
    else if (ArrayBuffer.isView(value)) out[name] = Uint8Array.from(value as Uint8Array);
    else out[name] = value as string | number | null;
  }
  return out;
}

export class Sql {
  readonly #db: InstanceType<typeof Driver>;
  readonly #prepared = new Map<string, ReturnType<InstanceType<typeof Driver>['prepare']>>();
  #open = true;
  #depth = 0;

  /** `file`: path, or `:memory:`. Throws the driver's error if it is no database. */
  constructor(file: string) {
    this.#db = new Driver(file);
  }

  /** Runs statements without parameters or answers. */
  exec(text: string): void {
    this.#check();
    this.#db.exec(text);
  }
  /** Runs one statement; the number of rows it changed. */
  run(text: string, ...values: SqlValue[]): number {
    return this.#statement(text).run(values.map(bind)).changes;
  }
  get(text: string, ...values: SqlValue[]): Row | undefined {
    const row = this.#statement(text).get(values.map(bind)) as Record<string, unknown> | undefined;
    return row && unbind(row);
  }
  all(text: string, ...values: SqlValue[]): Row[] {
    return (this.#statement(text).all(values.map(bind)) as Record<string, unknown>[]).map(unbind);
  }
  /** Runs `work` in one transaction: all that it writes is kept, or nothing. Inner transactions join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.exec('BEGIN IMMEDIATE');
    this.#depth++;
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#prepared.clear();
    this.#db.close();
  }
  get isOpen(): boolean {
    return this.#open;
  }

  #check(): void {
    if (!this.#open) throw new Error('the database is closed');
  }
  #statement(text: string): ReturnType<InstanceType<typeof Driver>['prepare']> {
    this.#check();
    let statement = this.#prepared.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#prepared.set(text, statement);
    }
    return statement;
  }
}

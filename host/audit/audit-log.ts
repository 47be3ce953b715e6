// The audit log: append-only lines of JSON, each with the hash of the line before it. It never holds argument values.
//
// A line is on the disk before the answer it is about is given. After `kill -9` the last line may be torn: it is set aside.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { Clock } from '../clock.js';

const sync = promisify(fdatasync);

/** What is recorded besides `seq`, `at` (ms since 1970) and `prev`. */
export interface AuditEntry {
  readonly type:
    | 'start'
    | 'stop'
    | 'recovered'
    | 'enrol'
    | 'forget'
    | 'pin'
    | 'renew'
    | 'pin'
    | 'renew'
    | 'call'
    | 'result'
    | 'refused'
    | 'applet'
    | 'closed'
    | 'push';
  readonly [fact: string]: string | number | boolean | undefined;
}

export interface AuditReport {
  readonly lines: number;
  /** SHA-256 of the last line, hex: note it elsewhere to notice a log that was cut. */
  readonly head: string;
  /** First line (from 1) that does not follow from the one before; the log is whole if absent. */
  readonly broken?: { readonly line: number; readonly why: string };
  /** Bytes of a last line that was not written to its end. */
  readonly torn: number;
}

const origin = '0'.repeat(64);
const digest = (line: string): string => createHash('sha256').update(line, 'utf8').digest('hex');

/** Checks the whole chain. */
export function verifyAudit(file: string): AuditReport {
  return verifyText(readFileSync(file, 'utf8'));
}

function verifyText(text: string): AuditReport {
  const end = text.lastIndexOf('\n') + 1;
  const torn = Buffer.byteLength(text.slice(end), 'utf8');
  let head = origin;
  let lines = 0;
  for (const line of end === 0 ? [] : text.slice(0, end - 1).split('\n')) {
    let parsed: { seq?: unknown; prev?: unknown } | null;
    try {
      parsed = JSON.parse(line) as typeof parsed;
    } catch {
      return { lines, head, torn, broken: { line: lines + 1, why: 'it is not JSON' } };
    }
    if (parsed?.seq !== lines + 1)
      return { lines, head, torn, broken: { line: lines + 1, why: 'its number is wrong' } };
    if (parsed.prev !== head)
      return { lines, head, torn, broken: { line: lines + 1, why: 'the line before it was changed' } };
    head = digest(line);
    lines++;
  }
  return { lines, head, torn };
}

export class AuditLog {
  readonly #fd: number;
  #head: string;
  #lines: number;
  #syncing: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  #closed = false;

  private constructor(
    readonly file: string,
    private readonly clock: Clock,
  ) {
    this.#fd = openSync(file, 'a+', 0o600);
    const text = readFileSync(file, 'utf8');
    const report = verifyText(text);
    this.#head = report.head;
    this.#lines = report.lines;
    if (report.broken) {
      // Never repaired: what is there stays as evidence. The chain goes on from the last line as it stands.
      const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
      this.#lines = lines.length;
      this.#head = digest(lines.at(-1)!);
    }
    if (report.torn > 0) {
      const raw = readFileSync(file);
      const whole = raw.length - report.torn;
      appendFileSync(`${file}.torn`, Buffer.concat([raw.subarray(whole), Buffer.from('\n')]), { mode: 0o600 });
      ftruncateSync(this.#fd, whole);
      this.#write({ type: 'recovered', torn: report.torn });
      fsyncSync(this.#fd);
    }
  }

  static open(file: string, clock: Clock): AuditLog {
    return new AuditLog(file, clock);
  }

  /** Appends a line; it is on the disk when this resolves. Lines appended meanwhile share one sync. */
  append(entry: AuditEntry): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#write(entry);
    if (!this.#syncing) return this.#sync();
    // The sync under way may have begun before this line: wait for the next one.
    this.#again ??= this.#syncing.then(() => {
      this.#again = undefined;
      return this.#sync();
    });
    return this.#again;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await (this.#again ?? this.#syncing);
    fsyncSync(this.#fd);
    closeSync(this.#fd);
  }

  #sync(): Promise<void> {
    this.#syncing = sync(this.#fd).finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  #write(entry: AuditEntry): void {
    const line = JSON.stringify({ seq: this.#lines + 1, at: this.clock.date(), prev: this.#head, ...entry });
    const data = Buffer.from(`${line}\n`, 'utf8');
    for (let at = 0; at < data.length; ) at += writeSync(this.#fd, data, at);
    this.#head = digest(line);
    this.#lines++;
  }
}

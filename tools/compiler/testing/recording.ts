// What the real interpreter printed for compiled texts, by the hash of the text: CI has no interpreter and checks against it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** First 16 hex digits of the text's SHA-256. */
export const textHash = (code: string): string =>
  createHash('sha256').update(code, 'latin1').digest('hex').slice(0, 16);

/** A JSON file from hash to log. */
export class Recording {
  private readonly known: Record<string, string>;
  private readonly used = new Map<string, string>();
  constructor(private readonly file: string) {
    this.known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  }

  /** The log of a text, or undefined if it was never run. */
  log(code: string): string | undefined {
    const hash = textHash(code);
    const log = this.used.get(hash) ?? this.known[hash];
    if (log !== undefined) this.used.set(hash, log);
    return log;
  }

  add(code: string, log: string): void {
    this.used.set(textHash(code), log);
  }

  /** Writes what was asked for or added since it was read; what no text asked for is dropped. */
  save(): void {
    const lines = [...this.used]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([h, log]) => `"${h}":${JSON.stringify(log)}`);
    writeFileSync(this.file, `{\n${lines.join(',\n')}\n}\n`);
  }
}

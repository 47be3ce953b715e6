// A card's flash: named files, in memory or kept in one file on disk.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Cpu6Error } from '../../protocol/errors/error.js';

export interface CardStorage {
  read(name: string): Uint8Array | undefined;
  write(name: string, data: Uint8Array): void;
  erase(name: string): void;
  names(): string[];
}

export class MemoryStorage implements CardStorage {
  protected readonly files = new Map<string, Uint8Array>();
  read(name: string): Uint8Array | undefined {
    return this.files.get(name);
  }
  write(name: string, data: Uint8Array): void {
    this.files.set(name, Uint8Array.from(data));
  }
  erase(name: string): void {
    this.files.delete(name);
  }
  names(): string[] {
    return [...this.files.keys()];
  }
}

/** Kept in one file, replaced as a whole at each change. Throws `STATE_CORRUPT` on a file that it did not write. */
export class FileStorage extends MemoryStorage {
  constructor(private readonly file: string) {
    super();
    if (!existsSync(file)) return;
    try {
      const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      for (const [name, data] of Object.entries(all)) this.files.set(name, Buffer.from(data, 'base64'));
    } catch (cause) {
      throw new Cpu6Error('STATE_CORRUPT', { file, why: (cause as Error).message, copy: file }, { cause });
    }
  }
  override write(name: string, data: Uint8Array): void {
    super.write(name, data);
    this.#keep();
  }
  override erase(name: string): void {
    super.erase(name);
    this.#keep();
  }
  #keep(): void {
    const all = Object.fromEntries([...this.files].map(([name, data]) => [name, Buffer.from(data).toString('base64')]));
    writeFileSync(`${this.file}.new`, JSON.stringify(all), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

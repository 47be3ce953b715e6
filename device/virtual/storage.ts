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

/** What a file takes besides its content. */
const entryLength = 32;
const align = 4;

const spaceOf = (length: number): number => entryLength + Math.ceil(length / align) * align;

/** Bytes that are in use. Space of erased files counts as free: a board gets it back by compacting. */
export const usedBytes = (storage: CardStorage): number =>
  storage.names().reduce((sum, name) => sum + spaceOf(storage.read(name)!.length), 0);

/**
 * Writes as Espruino does: the whole file, or a piece at `offset` of one of `size` bytes, which must be blank there. `limit`:
 * bytes of the board's flash. Returns what is wrong, or an empty string.
 */
export function writePart(
  storage: CardStorage,
  limit: number,
  name: string,
  data: Uint8Array,
  offset: number,
  size: number,
): string {
  const length = size || data.length;
  if (length === 0) return "Can't create zero length file";
  let file = storage.read(name);
  if (offset === 0) {
    const inUse = usedBytes(storage) - (file ? spaceOf(file.length) : 0);
    if (inUse + spaceOf(length) > limit) return 'Unable to find or create file';
    file = new Uint8Array(length).fill(0xff);
  }
  if (!file) return 'Unable to find or create file';
  if (offset + data.length > file.length) return 'Too much data for file size';
  if (file.subarray(offset, offset + data.length).some((byte) => byte !== 0xff))
    return 'File already written with different data';
  const whole = Uint8Array.from(file);
  whole.set(data, offset);
  storage.write(name, whole);
  return '';
}

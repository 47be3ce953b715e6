// The unlock keys of the cards that were flashed here: one file per card, 0600, in the host's state directory.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../../host/state/atomic-file.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { unlockKeyLength } from '../../protocol/session/unlock.js';

export class CardKeys {
  /** `stateDir`: the host's state directory; made if it is new. */
  constructor(private readonly stateDir: string) {}

  fileOf(cardId: Uint8Array): string {
    return path.join(this.stateDir, 'card-keys', `${hex(cardId)}.key`);
  }

  /** Throws `INPUT_FILE` for a file that holds no key. */
  get(cardId: Uint8Array): Uint8Array | undefined {
    const file = this.fileOf(cardId);
    return existsSync(file) ? readKey(file) : undefined;
  }

  /** The key of the card; made and kept, before any card gets it, if there is none. */
  make(cardId: Uint8Array): Uint8Array {
    const known = this.get(cardId);
    if (known) return known;
    const file = this.fileOf(cardId);
    const key = randomBytes(unlockKeyLength);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileAtomic(file, `${hex(key)}\n`);
    return Uint8Array.from(key);
  }
}

/** Reads a key file. Throws `INPUT_FILE`. */
export function readKey(file: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Cpu6Error('INPUT_FILE', { file, why: 'it holds no unlock key' });
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

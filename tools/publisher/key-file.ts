// Key files of publishers: FILE holds the private key (0600, under a passphrase if one was given) and the chain of keys
// before it; FILE.pub is what everybody may have.
import { readFileSync } from 'node:fs';
import { equal } from '../../protocol/crypto/hmac.js';
import { isBox, PassphraseKey } from '../../protocol/crypto/passphrase.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { checkSuccessor, decodeSuccessor, encodeSuccessor, type Successor } from '../../protocol/publisher/signed.js';
import { type PublisherKeys, privateKeyLength, publicHalf, publicKeyLength } from '../../protocol/publisher/slh-dsa.js';
import { hex, unhex } from '../../protocol/session/ids.js';
import { writeWholeFile } from './write-file.js';

export interface KeyFile {
  readonly keys: PublisherKeys;
  /** From the oldest key to this one. */
  readonly successors: readonly Successor[];
}

const algorithm = 'SLH-DSA-SHA2-128s';
const publicPrefix = 'cpu6-publisher-1:';
const label = (publicKey: Uint8Array): string => `cpu6 v1 publisher key ${hex(publicKey)}`;
/** Longest chain that a signature can carry. */
const longestChain = 8;

export const formatPublisher = (publicKey: Uint8Array): string =>
  publicPrefix + Buffer.from(publicKey).toString('base64url');

/** Short form for people: what both ends of a ceremony show. */
export const fingerprint = (publicKey: Uint8Array): string =>
  hex(publicKey.subarray(16)).replace(/(.{8})(?=.)/g, '$1 ');

/** Writes both files; neither may be there. Throws `INPUT_FILE`. */
export function writeKeyFile(file: string, { keys, successors }: KeyFile, passphrase: string | undefined): void {
  const sealed =
    passphrase === undefined
      ? { privateKey: hex(keys.privateKey) }
      : { box: PassphraseKey.fresh(passphrase).seal(keys.privateKey, label(keys.publicKey)) };
  const body = {
    type: 'cpu6 publisher key',
    version: 1,
    algorithm,
    publicKey: hex(keys.publicKey),
    ...sealed,
    successors: successors.map((s) => Buffer.from(encodeSuccessor(s)).toString('base64')),
  };
  writeWholeFile(file, `${JSON.stringify(body, null, 2)}\n`, { mode: 0o600, isNew: true });
  writeWholeFile(`${file}.pub`, `${formatPublisher(keys.publicKey)}\n`, { mode: 0o644, isNew: true });
}

/**
 * Reads a private key. `ask` is called for its passphrase if it has one.
 * Throws `INPUT_FILE`, `KEY_FILE`, `PASSPHRASE_NEEDED`, `PASSPHRASE_WRONG`.
 */
export async function readKeyFile(file: string, ask: () => Promise<string | undefined>): Promise<KeyFile> {
  const fail = (why: string): never => {
    throw new Cpu6Error('KEY_FILE', { file, why });
  };
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(read(file)) as typeof parsed;
  } catch (error) {
    if (error instanceof Cpu6Error) throw error;
    return fail('it is not JSON'); // the parser's message quotes the text
  }
  if (typeof parsed !== 'object' || parsed === null || parsed.type !== 'cpu6 publisher key' || parsed.version !== 1)
    return fail('it is of no known form');
  if (parsed.algorithm !== algorithm) return fail('its algorithm is unknown');
  const publicKey = bytesOf(parsed.publicKey, publicKeyLength) ?? fail('its public key is damaged');
  const privateKey = parsed.box
    ? await open(file, parsed.box, publicKey, ask)
    : (bytesOf(parsed.privateKey, privateKeyLength) ?? fail('its private key is damaged'));
  if (privateKey.length !== privateKeyLength || !equal(publicHalf(privateKey), publicKey))
    return fail('its halves do not belong together');
  const given = parsed.successors;
  if (!Array.isArray(given) || given.length > longestChain) return fail('its chain of keys is damaged');
  const successors = given.map((s) => {
    try {
      return decodeSuccessor(Buffer.from(String(s), 'base64'));
    } catch {
      return fail('its chain of keys is damaged');
    }
  });
  for (const [i, s] of successors.entries()) {
    checkSuccessor(s);
    if (!equal(s.next, successors[i + 1]?.publisher ?? publicKey)) return fail('its chain of keys is broken');
  }
  return { keys: { publicKey, privateKey }, successors };
}

async function open(
  file: string,
  box: unknown,
  publicKey: Uint8Array,
  ask: () => Promise<string | undefined>,
): Promise<Uint8Array> {
  if (!isBox(box)) throw new Cpu6Error('KEY_FILE', { file, why: 'its encryption is of no known form' });
  const passphrase = await ask();
  if (passphrase === undefined) throw new Cpu6Error('PASSPHRASE_NEEDED', { file });
  const plain = PassphraseKey.of(box, passphrase)?.open(box, label(publicKey));
  if (!plain) throw new Cpu6Error('PASSPHRASE_WRONG', { file });
  return Uint8Array.from(plain);
}

/** A public key: its text, or a file that holds it. Throws `INPUT_FILE`, `KEY_FILE`. */
export function readPublisher(given: string): Uint8Array {
  const text = given.startsWith(publicPrefix) ? given : read(given);
  const key = Buffer.from(text.trim().slice(publicPrefix.length), 'base64url');
  if (!text.startsWith(publicPrefix) || key.length !== publicKeyLength)
    throw new Cpu6Error('KEY_FILE', { file: given.slice(0, 100), why: `it is not of the form ${publicPrefix}…` });
  return Uint8Array.from(key);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as NodeJS.ErrnoException).code ?? 'unreadable' });
  }
}

const bytesOf = (value: unknown, length: number): Uint8Array | undefined =>
  typeof value === 'string' && value.length === 2 * length && /^[0-9a-f]+$/.test(value) ? unhex(value) : undefined;

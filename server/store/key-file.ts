// The server's long-lived secrets, in one file of their own and never in the database: the static X25519 key, the
// authority's Ed25519 seed, and the master key from which every slot secret is derived.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { generateKeyPair, type KeyPair, keyPairOf } from '../../protocol/crypto/noise-ik.js';
import { authorityKey } from '../../protocol/session/certificate.js';
import { hex, serverIdOf, unhex } from '../../protocol/session/ids.js';
import { corrupt, writePrivateFile } from './files.js';

export interface ServerKeys {
  readonly static: KeyPair;
  readonly authoritySeed: Uint8Array;
  /** Ed25519 public key of {@link authoritySeed}. */
  readonly authority: Uint8Array;
  /** Public keys of the authorities before it, whose certificates hold until they end. */
  readonly formerAuthorities: readonly Uint8Array[];
  readonly master: Uint8Array;
  /** 16 bytes, see `serverIdOf`. */
  readonly serverId: Uint8Array;
}

interface Fields {
  readonly static: string;
  readonly authority: string;
  readonly master: string;
  /** Public keys, the latest first. Absent in files of before it could be. */
  readonly former?: readonly string[];
}

const checksum = (f: Fields): string =>
  hex(sha256(Buffer.from(`cpu6 v1 keys ${[f.static, f.authority, f.master, ...(f.former ?? [])].join(' ')}`)));
/** Authorities of before that are still believed: a certificate is renewed long before so many rotations. */
const kept = 8;
const secret = /^[0-9a-f]{64}$/;

function keysOf(f: Fields): ServerKeys {
  const pair = keyPairOf(unhex(f.static));
  const authoritySeed = unhex(f.authority);
  return {
    static: pair,
    authoritySeed,
    authority: authorityKey(authoritySeed),
    master: unhex(f.master),
    formerAuthorities: (f.former ?? []).map(unhex),
    serverId: serverIdOf(pair.publicKey),
  };
}

/** Reads the key file, or makes one. Throws `STATE_CORRUPT` (and leaves the file) if it is damaged. */
export function openKeyFile(path: string, mayCreate: boolean): ServerKeys {
  if (!existsSync(path)) {
    if (!mayCreate) throw corrupt(path, 'it is missing, and the database of its server is there');
    const fields: Fields = {
      static: hex(generateKeyPair().privateKey),
      authority: hex(randomBytes(32)),
      master: hex(randomBytes(32)),
    };
    write(path, fields);
    return keysOf(fields);
  }
  return keysOf(read(path));
}

/** Makes a new authority; certificates of the one before hold until they end. */
export function rotateAuthority(path: string): ServerKeys {
  const { static: own, master, authority, former = [] } = read(path);
  const before = hex(authorityKey(unhex(authority)));
  const fields = { static: own, authority: hex(randomBytes(32)), master, former: [before, ...former].slice(0, kept) };
  write(path, fields);
  return keysOf(fields);
}

const write = (path: string, fields: Fields): void =>
  writePrivateFile(path, `${JSON.stringify({ version: 1, ...fields, checksum: checksum(fields) }, null, 2)}\n`);

function read(path: string): Fields {
  let fields: Partial<Fields> & { version?: unknown; checksum?: unknown };
  try {
    fields = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The parser's message quotes the text, which holds secrets.
    throw corrupt(path, 'it is not JSON');
  }
  if (typeof fields !== 'object' || fields === null || fields.version !== 1)
    throw corrupt(path, 'it is of no known version');
  const { static: own, authority, master, former } = fields;
  if (![own, authority, master].every((v) => typeof v === 'string' && secret.test(v)))
    throw corrupt(path, 'a key is missing or damaged');
  if (former !== undefined && !(Array.isArray(former) && former.every((v) => typeof v === 'string' && secret.test(v))))
    throw corrupt(path, 'a key is missing or damaged');
  const whole = { static: own!, authority: authority!, master: master!, ...(former ? { former } : {}) };
  if (fields.checksum !== checksum(whole)) throw corrupt(path, 'its checksum is wrong');
  return whole;
}

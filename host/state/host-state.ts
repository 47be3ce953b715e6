// What the host must not lose: its key pair, and for each server the enrolment and the shares of the cards' slots.
//
// One JSON file, 0600, in a directory of 0700; under a passphrase if the holder gave one.
// A card's slot opens only with the share kept here and the card itself.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { generateKeyPair, type KeyPair, keyPairOf } from '../../protocol/crypto/noise-ik.js';
import { isBox, type PassphraseBox, PassphraseKey } from '../../protocol/crypto/passphrase.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex, unhex } from '../../protocol/session/ids.js';
import { writeFileAtomic } from './atomic-file.js';
import { lockDirectory } from './lock.js';

export interface SlotShare {
  /** Hex, 32 bytes. */
  readonly share: string;
  readonly generation: number;
}

export interface CardRecord {
  readonly slot?: SlotShare;
  /** Of an enrolment that was under way: the card's own description tells whether it took it. */
  readonly pending?: SlotShare;
}

/** A name that the holder gave to the server counts before its own. Binary values as hex. */
export interface ServerRecord {
  readonly url: string;
  readonly name: string;
  readonly label?: string;
  readonly serverKey: string;
  readonly authority: string;
  readonly certificate: string;
  /** This host's key towards that server, if it is another than the common one; and the next one, while it is asked for. */
  readonly privateKey?: string;
  readonly nextKey?: string;
  /** By card id. */
  readonly cards: Readonly<Record<string, CardRecord>>;
}

interface Body {
  readonly version: 1;
  readonly hostName: string;
  readonly privateKey: string;
  /** By server id. */
  readonly servers: Readonly<Record<string, ServerRecord>>;
}

const fileName = 'host.json';
const boxLabel = 'cpu6 v1 host state';
const checksum = (body: Body): string => hex(sha256(Buffer.from(JSON.stringify(body), 'utf8')));

export class HostState {
  readonly #file: string;
  readonly #unlock: () => void;
  #box: PassphraseKey | undefined;
  #body: Body;
  readonly hostKey: KeyPair;

  private constructor(
    readonly dir: string,
    unlock: () => void,
    body: Body,
    file: string,
    box: PassphraseKey | undefined,
  ) {
    this.#box = box;
    this.#unlock = unlock;
    this.#body = body;
    this.#file = file;
    this.hostKey = keyPairOf(unhex(body.privateKey));
  }

  /**
   * Opens the state of `dir`, made if it is new. With a passphrase, a file that was plain is encrypted from now on.
   * Throws `STATE_BUSY`, `PASSPHRASE_NEEDED`, `PASSPHRASE_WRONG`, and `STATE_CORRUPT` after keeping a copy of a file that
   * cannot be trusted.
   */
  static open(dir: string, passphrase?: string): HostState {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    const unlock = lockDirectory(dir);
    try {
      const file = join(dir, fileName);
      if (existsSync(file)) {
        const { body, box } = read(file, passphrase);
        const state = new HostState(dir, unlock, body, file, box);
        if (passphrase !== undefined && !box) state.setPassphrase(passphrase);
        return state;
      }
      const body: Body = {
        version: 1,
        hostName: hostname().slice(0, 60) || 'host',
        privateKey: hex(generateKeyPair().privateKey),
        servers: {},
      };
      const box = passphrase === undefined ? undefined : PassphraseKey.fresh(passphrase);
      const state = new HostState(dir, unlock, body, file, box);
      state.#save(body);
      return state;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Is there a state in `dir`, and is it encrypted? */
  static isEncrypted(dir: string): boolean {
    try {
      return isBox((JSON.parse(readFileSync(join(dir, fileName), 'utf8')) as { box?: unknown }).box);
    } catch {
      return false;
    }
  }

  /** Encrypts the file under another passphrase, or with none leaves it plain. */
  setPassphrase(passphrase: string | undefined): void {
    this.#box?.wipe();
    this.#box = passphrase === undefined ? undefined : PassphraseKey.fresh(passphrase);
    this.#save(this.#body);
  }

  get hostName(): string {
    return this.#body.hostName;
  }
  /** Enrolments by server id (hex). */
  get servers(): Readonly<Record<string, ServerRecord>> {
    return this.#body.servers;
  }

  /** Keeps an enrolment that is about to be offered to a card. */
  putPending(serverId: string, server: Omit<ServerRecord, 'cards'>, card: string, pending: SlotShare): void {
    const before = this.#body.servers[serverId];
    const cards = before?.cards ?? {};
    const { label, privateKey } = before ?? {};
    this.#putServer(serverId, {
      ...(label === undefined ? {} : { label }),
      ...(privateKey === undefined ? {} : { privateKey }),
      ...server,
      cards: { ...cards, [card]: { ...cards[card], pending } },
    });
  }

  /** Keeps the generation that a card's slot is about to become; its share stays. False if there is no such slot. */
  putRenewal(serverId: string, card: string, generation: number): boolean {
    const slot = this.#body.servers[serverId]?.cards[card]?.slot;
    if (!slot) return false;
    this.#putCard(serverId, card, { slot, pending: { share: slot.share, generation } });
    return true;
  }

  /** The key pair with which this host is enrolled at a server. */
  keyFor(serverId: string): KeyPair {
    const own = this.#body.servers[serverId]?.privateKey;
    return own === undefined ? this.hostKey : keyPairOf(unhex(own));
  }
  /** The next key towards a server: kept before it is asked for, so that an answer that is lost can be asked for again. */
  nextKey(serverId: string): KeyPair {
    const server = this.#body.servers[serverId];
    if (!server) throw new Cpu6Error('NOT_ENROLLED');
    if (server.nextKey !== undefined) return keyPairOf(unhex(server.nextKey));
    const pair = generateKeyPair();
    this.#putServer(serverId, { ...server, nextKey: hex(pair.privateKey) });
    return pair;
  }
  /** The server has certified a key: the one in use, or (`privateKey`) the next one, which is in use from now on. */
  putCertificate(serverId: string, certificate: string, authority: string, privateKey?: Uint8Array): void {
    const server = this.#body.servers[serverId];
    if (!server) throw new Cpu6Error('NOT_ENROLLED');
    const { nextKey, ...rest } = server;
    const keys = privateKey ? { privateKey: hex(privateKey) } : nextKey === undefined ? {} : { nextKey };
    this.#putServer(serverId, { ...rest, certificate, authority, ...keys });
  }

  /** The holder's own name for a server; empty: the server's. */
  rename(serverId: string, label: string): void {
    const server = this.#body.servers[serverId];
    if (!server) throw new Cpu6Error('NOT_ENROLLED');
    const { label: _, ...rest } = server;
    this.#putServer(serverId, label ? { ...rest, label } : rest);
  }
  nameOf(serverId: string): string {
    const server = this.#body.servers[serverId];
    return server?.label ?? server?.name ?? '';
  }

  /** The card has told which slots of that server it holds: settles an enrolment or a renewal that was under way. */
  settleCard(serverId: string, card: string, generations: readonly number[]): void {
    const server = this.#body.servers[serverId];
    const record = server?.cards[card];
    if (!server || !record?.pending) return;
    const taken = generations.includes(record.pending.generation) ? record.pending : record.slot;
    this.#putCard(serverId, card, taken && { slot: taken });
  }

  removeCard(serverId: string, card: string): void {
    if (this.#body.servers[serverId]?.cards[card]) this.#putCard(serverId, card, undefined);
  }

  /** Gives the lock back. */
  close(): void {
    this.#box?.wipe();
    this.#unlock();
  }

  #putCard(serverId: string, card: string, record: CardRecord | undefined): void {
    const server = this.#body.servers[serverId]!;
    const { [card]: _, ...others } = server.cards;
    this.#putServer(serverId, { ...server, cards: record ? { ...others, [card]: record } : others });
  }
  #putServer(serverId: string, server: ServerRecord): void {
    this.#save({ ...this.#body, servers: { ...this.#body.servers, [serverId]: server } });
  }
  #save(body: Body): void {
    const content = this.#box
      ? { box: this.#box.seal(Buffer.from(JSON.stringify(body), 'utf8'), boxLabel) }
      : { body, sha256: checksum(body) };
    writeFileAtomic(this.#file, `${JSON.stringify(content, null, 2)}\n`);
    this.#body = body;
  }
}

function read(file: string, passphrase: string | undefined): { body: Body; box?: PassphraseKey } {
  const fail = (why: string): never => {
    const copy = `${file}.corrupt-${Date.now()}`;
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
    throw new Cpu6Error('STATE_CORRUPT', { file, why, copy });
  };
  let parsed: { body?: Body; sha256?: string; box?: PassphraseBox };
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8')) as typeof parsed;
  } catch {
    return fail('it is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) return fail('its body is missing');
  if (parsed.box !== undefined) {
    if (!isBox(parsed.box)) return fail('its encryption is of no known form');
    if (passphrase === undefined) throw new Cpu6Error('PASSPHRASE_NEEDED', { file });
    const box = PassphraseKey.of(parsed.box, passphrase)!;
    const plain = box.open(parsed.box, boxLabel);
    // A damaged file and a wrong passphrase look the same, by construction.
    if (!plain) throw new Cpu6Error('PASSPHRASE_WRONG', { file });
    return { body: JSON.parse(plain.toString('utf8')) as Body, box };
  }
  if (!parsed.body) return fail('its body is missing');
  if (parsed.sha256 !== checksum(parsed.body)) return fail('its checksum is wrong');
  if (parsed.body.version !== 1) return fail(`it has version ${parsed.body.version}`);
  return { body: parsed.body };
}

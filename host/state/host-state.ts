// What the host must not lose: its key pair, and for each server the enrolment and the shares of the cards' slots.
//
// One JSON file, 0600, in a directory of 0700. A card's slot opens only with the share kept here and the card itself.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { generateKeyPair, type KeyPair, keyPairOf } from '../../protocol/crypto/noise-ik.js';
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

/** Binary values as hex. */
export interface ServerRecord {
  readonly url: string;
  readonly name: string;
  readonly serverKey: string;
  readonly authority: string;
  readonly certificate: string;
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
const checksum = (body: Body): string => hex(sha256(Buffer.from(JSON.stringify(body), 'utf8')));

export class HostState {
  readonly #file: string;
  readonly #unlock: () => void;
  #body: Body;
  readonly hostKey: KeyPair;

  private constructor(
    readonly dir: string,
    unlock: () => void,
    body: Body,
    file: string,
  ) {
    this.#unlock = unlock;
    this.#body = body;
    this.#file = file;
    this.hostKey = keyPairOf(unhex(body.privateKey));
  }

  /**
   * Opens the state of `dir`, made if it is new. Throws `STATE_BUSY`, and `STATE_CORRUPT` after keeping a copy of a file that
   * cannot be trusted.
   */
  static open(dir: string): HostState {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    const unlock = lockDirectory(dir);
    try {
      const file = join(dir, fileName);
      if (existsSync(file)) return new HostState(dir, unlock, read(file), file);
      const body: Body = {
        version: 1,
        hostName: hostname().slice(0, 60) || 'host',
        privateKey: hex(generateKeyPair().privateKey),
        servers: {},
      };
      const state = new HostState(dir, unlock, body, file);
      state.#save(body);
      return state;
    } catch (error) {
      unlock();
      throw error;
    }
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
    const cards = this.#body.servers[serverId]?.cards ?? {};
    this.#putServer(serverId, { ...server, cards: { ...cards, [card]: { ...cards[card], pending } } });
  }

  /** The card has told which slot it holds (its generation; `undefined`: none): settles an enrolment that was under way. */
  settleCard(serverId: string, card: string, generation: number | undefined): void {
    const server = this.#body.servers[serverId];
    const record = server?.cards[card];
    if (!server || !record?.pending) return;
    const taken = record.pending.generation === generation ? record.pending : record.slot;
    this.#putCard(serverId, card, taken && { slot: taken });
  }

  removeCard(serverId: string, card: string): void {
    if (this.#body.servers[serverId]?.cards[card]) this.#putCard(serverId, card, undefined);
  }

  /** Gives the lock back. */
  close(): void {
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
    writeFileAtomic(this.#file, `${JSON.stringify({ body, sha256: checksum(body) }, null, 2)}\n`);
    this.#body = body;
  }
}

function read(file: string): Body {
  const fail = (why: string): never => {
    const copy = `${file}.corrupt-${Date.now()}`;
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
    throw new Cpu6Error('STATE_CORRUPT', { file, why, copy });
  };
  let parsed: { body?: Body; sha256?: string };
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8')) as typeof parsed;
  } catch {
    return fail('it is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || !parsed.body) return fail('its body is missing');
  if (parsed.sha256 !== checksum(parsed.body)) return fail('its checksum is wrong');
  if (parsed.body.version !== 1) return fail(`it has version ${parsed.body.version}`);
  return parsed.body;
}

// One card on a link: what it is, its slots, and the messages of its session.
import { EventEmitter } from 'node:events';
import { Cpu6Error, type ErrorFacts, errorFromNumber, factsIn } from '../../protocol/errors/error.js';
import { cardMessages } from '../../protocol/messages/card.js';
import type { Message } from '../../protocol/messages/table.js';
import { hex } from '../../protocol/session/ids.js';
import { unlockProof } from '../../protocol/session/unlock.js';
import { type Clock, systemClock, type Timer } from '../clock.js';
import { defaultLimits, type Limits } from '../limits.js';
import type { Link } from '../link/link.js';
import type { LinkInfo } from '../link/link-events.js';
import { plainText } from '../text.js';

export type CardMessage = Message<typeof cardMessages.table>;
export type CardDescription = Omit<Extract<CardMessage, { type: 'description' }>, 'type'>;
type Fields<K extends CardMessage['type']> = Omit<Extract<CardMessage, { type: K }>, 'type'>;
type Reply<K extends CardMessage['type']> = Extract<CardMessage, { type: K }>;

export interface SlotMaterial {
  readonly serverId: Uint8Array;
  readonly generation: number;
  /** Generation of the slot that it takes the place of; 0: none. */
  readonly replaces: number;
  readonly slotSecret: Uint8Array;
  /** The host's share of the slot, 32 random bytes. */
  readonly share: Uint8Array;
  /** Whose applets the slot takes; zeros: all. */
  readonly publisher: Uint8Array;
  readonly serverName: string;
}

interface Events {
  /** The link is up and the card has said what it is. */
  ready: [description: CardDescription, info: LinkInfo];
  lost: [why: Cpu6Error];
  /** Every message that answers no request. */
  message: [message: CardMessage];
}

interface Waiting {
  readonly code: number;
  readonly matches: (message: CardMessage) => boolean;
  readonly resolve: (message: CardMessage) => void;
  readonly reject: (error: Cpu6Error) => void;
  readonly timer: Timer;
}

/** A card describes itself within this, ms; opens a session within this, ms. */
const answerTime = 8_000;

export class CardConnection extends EventEmitter<Events> {
  #description: CardDescription | undefined;
  readonly #waiting = new Set<Waiting>();
  #nextSession = 0;

  constructor(
    readonly link: Link,
    private readonly clock: Clock = systemClock,
    private readonly limits: Limits = defaultLimits,
  ) {
    super();
    link.on('up', (info) => void this.#describe(info));
    link.on('down', (why) => this.#down(why));
    link.on('message', (bytes) => this.#receive(bytes));
  }

  /** What the card said of itself; `undefined` while it is not connected. */
  get description(): CardDescription | undefined {
    return this.#description;
  }
  /** Card id, 32 hex digits. */
  get id(): string | undefined {
    return this.#description && hex(this.#description.cardId);
  }

  /**
   * Gives the card a slot; resolves when its button was pressed and the slot is kept.
   * Rejects with `PRESENCE_TIMEOUT`, `PRESENCE_REFUSED`, `SLOTS_FULL`, `CARD_LOST`, `CARD_SILENT`.
   */
  async enrol(slot: SlotMaterial): Promise<void> {
    const time = this.limits('presence.time') + answerTime;
    await this.#request('enrol', slot, 'enrolled', (m) => hex(m.serverId) === hex(slot.serverId), time);
    await this.refresh();
  }

  /** Removes a slot; resolves when the button was pressed and it is gone. Rejects like {@link enrol}. */
  async forget(serverId: Uint8Array, generation: number): Promise<void> {
    const time = this.limits('presence.time') + answerTime;
    await this.#request(
      'forget',
      { serverId, generation },
      'forgotten',
      (m) => hex(m.serverId) === hex(serverId),
      time,
    );
    await this.refresh();
  }

  /**
   * Tries the PIN of a slot; with `next` it then sets another one (empty: none) when the button was pressed.
   * Rejects with `PIN_NEEDED`, `PIN_WRONG`, `PIN_LOCKED`, `PIN_INVALID` or like {@link enrol}.
   */
  async pin(serverId: Uint8Array, generation: number, pin: string, next?: string): Promise<void> {
    const time = (next === undefined ? 0 : this.limits('presence.time')) + answerTime;
    await this.#request(
      'pin',
      { serverId, generation, set: next !== undefined, pin, next: next ?? '' },
      'pinned',
      (m) => hex(m.serverId) === hex(serverId) && m.generation === generation,
      time,
    );
    if (next !== undefined) await this.refresh();
  }

  /**
   * Opens the console: the card starts once without its runtime; this link is then of no more use. `key`: 32 bytes. Rejects
   * with `UNLOCK_REFUSED`, `RATE_LIMITED` after a try that was wrong, `CARD_STATE` if the card has no key.
   */
  async unlock(key: Uint8Array): Promise<void> {
    const { nonce } = await this.#request('unlock', {}, 'challenge', () => true, answerTime);
    const mac = unlockProof(key, this.#description?.cardId ?? new Uint8Array(16), nonce);
    await this.#request('prove', { mac }, 'unlocked', () => true, answerTime);
  }

  /** S1 on the card: opens a session under a slot (ends one that was open). Session numbers go round 1 to 255. */
  async open(slot: {
    readonly serverId: Uint8Array;
    readonly generation: number;
    readonly share: Uint8Array;
    readonly pin: string;
  }): Promise<{ readonly session: number; readonly nC: Uint8Array }> {
    this.#nextSession = (this.#nextSession % 255) + 1;
    const session = this.#nextSession;
    const reply = await this.#request('open', { session, ...slot }, 'opened', (m) => m.session === session, answerTime);
    return { session, nC: reply.nC };
  }

  /** Sends a message; resolves when the card's link has it. Rejects with `CARD_LOST`, `CARD_BUSY`. */
  send<K extends CardMessage['type']>(type: K, fields: Fields<K>): Promise<void> {
    const control = type === 'cancel' || type === 'close';
    return this.link.send(cardMessages.encode(type, fields as never), { control });
  }

  async #describe(info: LinkInfo): Promise<void> {
    let description: CardDescription;
    try {
      description = await this.#ask();
    } catch (error) {
      // A link without a card runtime that answers: let the ladder restart it.
      if (this.link.isUp && !(error instanceof Cpu6Error && error.code === 'CARD_LOST')) this.link.restartCard();
      return;
    }
    this.emit('ready', description, info);
  }

  async #ask(): Promise<CardDescription> {
    const { type: _, ...description } = await this.#request('describe', {}, 'description', () => true, answerTime);
    this.#description = description;
    return description;
  }

  /** The slots have changed: asks the card what it holds now. */
  async refresh(): Promise<void> {
    await this.#ask();
  }

  async #request<K extends CardMessage['type'], R extends CardMessage['type']>(
    type: K,
    fields: Fields<K>,
    reply: R,
    matches: (message: Reply<R>) => boolean,
    ms: number,
  ): Promise<Reply<R>> {
    const code = cardMessages.table[type].code;
    const answer = new Promise<CardMessage>((resolve, reject) => {
      const waiting: Waiting = {
        code,
        matches: (m) => m.type === reply && matches(m as Reply<R>),
        resolve,
        reject,
        timer: this.clock.after(ms, () => {
          this.#waiting.delete(waiting);
          reject(new Cpu6Error('CARD_SILENT', { address: `the link (no answer to "${type}")` }));
        }),
      };
      this.#waiting.add(waiting);
    });
    answer.catch(() => {});
    await this.send(type, fields);
    return (await answer) as Reply<R>;
  }

  #receive(bytes: Uint8Array): void {
    let message: CardMessage;
    try {
      message = cardMessages.decode(bytes, 'up', 'the card');
    } catch {
      // Frames had a right CRC, so this is no line noise: the card does not do what it should.
      this.link.restartCard();
      return;
    }
    for (const waiting of this.#waiting) {
      const fault = message.type === 'fault' && message.inReplyTo === waiting.code;
      if (!fault && !waiting.matches(message)) continue;
      this.#waiting.delete(waiting);
      waiting.timer.cancel();
      if (message.type === 'fault') waiting.reject(cardError(message.code, message.detail));
      else waiting.resolve(message);
      return;
    }
    this.emit('message', message);
  }

  #down(why: Cpu6Error): void {
    for (const waiting of this.#waiting) {
      waiting.timer.cancel();
      waiting.reject(why);
    }
    this.#waiting.clear();
    const was = this.#description;
    this.#description = undefined;
    if (was) this.emit('lost', why);
  }
}

/** The error of a number and a text that came from a card or a server; `known`: facts of this side for its message. */
export function cardError(number: number, detail: string, known: ErrorFacts = {}): Cpu6Error {
  const text = plainText(detail, 300);
  const free = text ? { why: text, what: text, message: text, left: text, release: text } : {};
  const facts = factsIn(number, text) ?? free;
  return errorFromNumber(number, { ...known, ...facts });
}

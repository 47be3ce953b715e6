// Push: asks hosts to open a session of a process on a card, a group of cards or all, and collects what becomes of it.
import type { ErrorCode } from '../../protocol/errors/catalogue.js';
import { asCpu6Error, Cpu6Error, errorFromNumber } from '../../protocol/errors/error.js';
import { hex, unhex } from '../../protocol/session/ids.js';
import type { Depository } from '../depository/depository.js';
import type { Processes } from '../processes.js';
import type { UplinkListener } from '../uplink/listener.js';
import type { Of, Uplink } from '../uplink/uplink.js';

export interface PushResult {
  /** Card id, hex. */
  readonly card: string;
  readonly code: ErrorCode | 'ok';
  readonly detail: string;
}

interface Waiting {
  readonly uplink: Uplink;
  settle(result: Omit<PushResult, 'card'>): void;
}

export class Pushes {
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  constructor(
    private readonly uplinks: UplinkListener,
    private readonly depository: Depository,
    private readonly processes: Processes,
    /** Most ms that a host may take to answer. */
    private readonly time: number,
  ) {}

  /**
   * Pushes `process` to `to`: a card id (32 hex digits), `all`, or the name of a group. One result per card.
   * Throws `PROCESS_UNKNOWN`, `CARD_UNKNOWN`.
   */
  async push(process: string, to: string): Promise<PushResult[]> {
    this.processes.get(process);
    const hosts = this.uplinks.byCard();
    return Promise.all(this.#cards(to).map((card) => this.#pushOne(process, card, hosts.get(card) ?? [])));
  }

  /** A host's answer. */
  answered(uplink: Uplink, { push, code, detail }: Of<'pushed'>): void {
    const waiting = this.#waiting.get(push);
    if (waiting?.uplink !== uplink) return; // late, or not asked: of no consequence
    waiting.settle(code === 0 ? { code: 'ok', detail: '' } : { code: errorFromNumber(code).code, detail });
  }

  /** Its cards will not answer any more. */
  lost(uplink: Uplink): void {
    for (const waiting of [...this.#waiting.values()])
      if (waiting.uplink === uplink) waiting.settle(reportOf(new Cpu6Error('UPLINK_LOST')));
  }

  #cards(to: string): string[] {
    const active = (cards: ReturnType<Depository['cards']>) => cards.filter((c) => !c.revoked).map((c) => hex(c.id));
    if (to === 'all') return active(this.depository.cards());
    if (/^[0-9a-f]{32}$/.test(to)) {
      if (!this.depository.card(unhex(to))) throw new Cpu6Error('CARD_UNKNOWN');
      return [to];
    }
    return active(this.depository.cardsOfGroup(to));
  }

  /** Any host may say that it has a card; the first that really opens the session settles it. */
  async #pushOne(process: string, card: string, hosts: readonly Uplink[]): Promise<PushResult> {
    if (hosts.length === 0) return { card, ...reportOf(new Cpu6Error('NO_CARD', { card })) };
    const results = await Promise.all(hosts.map((uplink) => this.#ask(uplink, process, card)));
    return { card, ...(results.find((r) => r.code === 'ok') ?? results[0]!) };
  }

  #ask(uplink: Uplink, process: string, card: string): Promise<Omit<PushResult, 'card'>> {
    return new Promise((resolve) => {
      this.#next = (this.#next + 1) >>> 0;
      const push = this.#next;
      const timer = setTimeout(() => settle(reportOf(new Cpu6Error('CALL_TIMEOUT', { ms: this.time }))), this.time);
      const settle = (result: Omit<PushResult, 'card'>): void => {
        clearTimeout(timer);
        this.#waiting.delete(push);
        resolve(result);
      };
      this.#waiting.set(push, { uplink, settle });
      uplink.send('push', { push, card: unhex(card), process });
    });
  }
}

const reportOf = (error: unknown): Omit<PushResult, 'card'> => {
  const { code, message } = asCpu6Error(error);
  return { code, detail: message };
};

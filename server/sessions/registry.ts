// The sessions of a server: opens them, finds them, and changes the epoch of many.
import type { ErrorCode } from '../../protocol/errors/catalogue.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import type { EpochReason } from '../events.js';
import type { LoadedProcess } from '../processes.js';
import type { OpenRequest } from './admission.js';
import type { Core, SessionLink } from './core.js';
import { attacks } from './endings.js';
import { Session } from './session.js';
import { printable } from './text.js';

/** Refusals that point at somebody who pretends to be a card, or to hold it. */
const suspicious = new Set<ErrorCode>(['RUNTIME_UNKNOWN', 'NOT_ENROLLED']);

/** Sessions whose epochs are changed at one go, before other work has its turn. */
const batch = 50;

export class Sessions {
  readonly #all = new Map<string, Session>();
  /** The established session of each card. */
  readonly #byCard = new Map<string, Session>();
  constructor(private readonly core: Core) {}

  list(): Session[] {
    return [...this.#all.values()];
  }

  /** S1. Throws the reason for a refusal, after noting it. */
  open(request: OpenRequest, link: SessionLink, onEnd: () => void): Session {
    try {
      const session: Session = new Session(this.core, link, request, {
        established: () => this.#established(session),
        ended: () => {
          this.#all.delete(session.id);
          if (this.#byCard.get(session.card) === session) this.#byCard.delete(session.card);
          if (session.ended && attacks.has(session.ended)) this.#alarm(session.card);
          onEnd();
        },
      });
      this.#all.set(session.id, session);
      return session;
    } catch (error) {
      if (error instanceof Cpu6Error) this.#noteRefusal(request, error);
      throw error;
    }
  }

  /**
   * Changes the epoch of every open session that `fits`; with `process`, to that version of it. Resolves to the number of
   * sessions when each has changed or ended.
   */
  async changeEpochs(
    reason: EpochReason,
    fits: (session: Session) => boolean,
    process?: LoadedProcess,
  ): Promise<number> {
    const sessions = this.list().filter((session) => session.state === 'open' && fits(session));
    const changes: Promise<void>[] = [];
    for (const [i, session] of sessions.entries()) {
      if (i % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
      if (session.state === 'open') changes.push(session.changeEpoch(reason, process));
    }
    await Promise.allSettled(changes);
    return sessions.length;
  }

  #established(session: Session): void {
    // The card holds one session per server: what was open before is over there already.
    this.#byCard.get(session.card)?.close(new Cpu6Error('SESSION_CLOSED'));
    this.#byCard.set(session.card, session);
    // The process may have been loaded anew while this session was being opened.
    const latest = this.core.processes.get(session.process);
    if (latest !== session.loaded) session.changeEpoch('edit', latest).catch(() => undefined);
  }

  /** Somebody tried something with this card: what its open session has been sealed under so far ends now. */
  #alarm(card: string): void {
    this.#byCard.get(card)?.alarm();
  }

  #noteRefusal(request: OpenRequest, { code }: Cpu6Error): void {
    const card = hex(request.card.cardId);
    const process = printable(Buffer.from(request.process, 'utf8'));
    this.core.emit({ type: 'refused', card, process, code });
    this.core.note('session refused', { card, process, code });
    if (suspicious.has(code)) this.#alarm(card);
  }
}

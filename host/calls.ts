// Calls of local apps: admitted, made at most once, repeated for the caller as long as that is safe, and recorded.
//
// A retry carries the same idempotency key, so the server half runs once whatever dies on the way: card, uplink, server.

import { sha256 } from '../protocol/crypto/hmac.js';
import type { ErrorCode } from '../protocol/errors/catalogue.js';
import { asCpu6Error, Cpu6Error } from '../protocol/errors/error.js';
import { hex } from '../protocol/session/ids.js';
import type { AuditLog } from './audit/audit-log.js';
import { backOff, type Clock, sleep } from './clock.js';
import type { EmitEvent } from './events.js';
import { idempotencyKey } from './gate/key.js';
import { appOf, type Caller, type Policy } from './gate/policy.js';
import { RateLimiter } from './gate/rate.js';
import type { Limits } from './limits.js';
import { Losses } from './losses.js';
import type { ManagedCard } from './managed-card.js';
import type { Servers } from './servers.js';
import type { GateAnswer } from './session/pending-calls.js';

export interface CallRequest {
  readonly process: string;
  readonly method: string;
  /** JSON values; bytes as base64 text. */
  readonly args?: unknown;
  /** The caller's own idempotency key, 1 to 128 characters. */
  readonly key?: string | undefined;
  /** Card id, 32 hex digits; needed if several connected cards could do it. */
  readonly card?: string | undefined;
  /** Server id, 32 hex digits. */
  readonly server?: string | undefined;
  /** ms until `CALL_TIMEOUT`, at most and by default call.time. */
  readonly time?: number | undefined;
}

export interface CallsOptions {
  readonly cards: () => readonly ManagedCard[];
  readonly servers: Servers;
  readonly policy: Policy;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly limits: Limits;
}

/** Retrying these is for the caller to decide. */
const notHere: readonly ErrorCode[] = [
  'RATE_EXCEEDED',
  'STOPPED',
  'TOO_MANY_CLIENTS',
  'TOO_MANY_SESSIONS',
  'CALL_TIMEOUT',
];
/** Something is wrong that more tries will hardly mend. */
const fewTimes: readonly ErrorCode[] = [
  'SEAL_BROKEN',
  'FINISHED_WRONG',
  'CARD_FAULT',
  'EPOCH_FAILED',
  'CARD_STATE',
  'HANDSHAKE_TIMEOUT',
];

interface Candidate {
  readonly card: ManagedCard;
  readonly server: string;
}

export class Calls {
  readonly #o: CallsOptions;
  readonly #rates: RateLimiter;
  readonly #running = new Map<string, { readonly digest: string; readonly answer: Promise<GateAnswer> }>();
  /** Which server had a process. */
  readonly #home = new Map<string, string>();

  constructor(options: CallsOptions) {
    this.#o = options;
    this.#rates = new RateLimiter(options.clock);
  }

  /** Rejects with a coded error; a retryable one may be tried again with the same key. */
  async call(caller: Caller, request: CallRequest, signal?: AbortSignal): Promise<GateAnswer> {
    const { audit, policy } = this.#o;
    const { process, method } = request;
    const app = appOf(caller);
    try {
      policy.checkCall(caller, process, method);
    } catch (error) {
      await audit.append({ type: 'refused', app, process, method, code: asCpu6Error(error).code });
      throw error;
    }
    const key = idempotencyKey(app, process, method, request.key);
    const id = hex(key);
    const args = JSON.stringify(request.args ?? null, (_, v: unknown) => (v instanceof Uint8Array ? hex(v) : v));
    const digest = hex(sha256(Buffer.from(`${request.card ?? ''} ${args}`, 'utf8')));
    const running = this.#running.get(id);
    if (running) {
      if (running.digest !== digest) throw new Cpu6Error('KEY_REUSED');
      return running.answer;
    }
    const answer = this.#recorded(app, caller, request, key, signal);
    this.#running.set(id, { digest, answer });
    try {
      return await answer;
    } finally {
      this.#running.delete(id);
    }
  }

  async #recorded(
    app: string,
    caller: Caller,
    request: CallRequest,
    key: Uint8Array,
    signal?: AbortSignal,
  ): Promise<GateAnswer> {
    const { audit, clock } = this.#o;
    const facts = { app, caller: caller.kind, process: request.process, method: request.method, key: hex(key) };
    // Written before anything leaves for the card; on the disk before the answer is given.
    const written = audit.append({ type: 'call', ...facts });
    written.catch(() => {});
    const started = clock.now();
    const ms = (): number => Math.round(clock.now() - started);
    try {
      const answer = await this.#tries(app, request, key, signal);
      await written;
      await audit.append({
        type: 'result',
        ...facts,
        code: 'OK',
        bytesIn: answer.bytesIn,
        bytesOut: answer.bytesOut,
        ms: ms(),
      });
      return answer;
    } catch (error) {
      await audit.append({ type: 'result', ...facts, code: asCpu6Error(error).code, ms: ms() });
      throw error;
    }
  }

  async #tries(app: string, request: CallRequest, key: Uint8Array, signal?: AbortSignal): Promise<GateAnswer> {
    const { clock, emit } = this.#o;
    const { process, method } = request;
    const time = Math.min(request.time ?? Number.POSITIVE_INFINITY, this.#o.limits('call.time'));
    const deadline = clock.now() + time;
    const strangers = new Set<string>();
    const losses = new Losses();
    let counted = false;
    let doubtful = 0;
    for (let attempt = 1; ; attempt++) {
      let candidate: Candidate | undefined;
      try {
        candidate = this.#choose(request, strangers);
        const { card, server } = candidate;
        const uplink = this.#o.servers.get(server);
        if (!uplink) throw new Cpu6Error('NOT_ENROLLED');
        const session = await card.sessionOf(process, server, uplink, deadline - clock.now());
        this.#home.set(process, server);
        return await session.call({
          method,
          args: request.args,
          key,
          app,
          time: Math.max(1, deadline - clock.now()),
          signal,
          admit: ([, , , , calls, seconds]) => {
            // A call counts once, however often it has to be repeated.
            if (!counted) this.#rates.take(card.lastId ?? '', process, method, calls, seconds);
            counted = true;
          },
          lost: (deaf) => losses.count(deaf),
        });
      } catch (thrown) {
        const error = asCpu6Error(thrown);
        if (signal?.aborted) throw new Cpu6Error('CALL_CANCELLED');
        losses.note(error);
        if (error.code === 'PROCESS_UNKNOWN' && candidate) {
          strangers.add(candidate.server);
          this.#home.delete(process);
          if (this.#candidates(request).some((c) => !strangers.has(c.server))) continue;
          throw new Cpu6Error('PROCESS_UNKNOWN', { process });
        }
        if (!error.entry.retry || notHere.includes(error.code)) throw error;
        if (fewTimes.includes(error.code) && ++doubtful > 2) throw error;
        if (error.code === 'NO_CARD' && attempt === 1 && !this.#isExpected(request.card)) throw error;
        const pause = 50 + backOff(attempt, 50, 2_000);
        if (losses.isEnough || clock.now() + pause >= deadline) throw losses.report(error);
        emit({
          type: 'retry',
          card: candidate?.card.lastId ?? '',
          process,
          method,
          app,
          attempt,
          error: error.report(),
        });
        await sleep(clock, pause, signal);
      }
    }
  }

  #isExpected(card: string | undefined): boolean {
    return this.#o
      .cards()
      .some((c) => c.isExpected && (card === undefined || c.lastId === undefined || c.lastId === card));
  }

  #candidates({ card, server }: CallRequest): Candidate[] {
    return this.#o
      .cards()
      .filter((c) => c.id !== undefined && (card === undefined || c.id === card))
      .flatMap((c) =>
        c.servers.filter((s) => server === undefined || s === server).map((s) => ({ card: c, server: s })),
      );
  }

  /** Throws `NO_CARD`, `NOT_ENROLLED`. */
  #choose(request: CallRequest, strangers: ReadonlySet<string>): Candidate {
    const all = this.#candidates(request).filter((c) => !strangers.has(c.server));
    if (all.length === 0) {
      const connected = this.#o.cards().some((c) => c.id !== undefined && (request.card ?? c.id) === c.id);
      if (connected && !this.#isExpected(request.card)) throw new Cpu6Error('NOT_ENROLLED');
      throw new Cpu6Error('NO_CARD', { card: request.card ?? 'at all' });
    }
    const home = this.#home.get(request.process);
    return (
      all.find((c) => c.card.session?.process === request.process && c.card.session.serverId === c.server) ??
      all.find((c) => c.server === home) ??
      all[0]!
    );
  }
}

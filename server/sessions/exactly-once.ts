// Runs the handlers of server halves, each call exactly once.
//
// A call is named by host, process, idempotency key, ordinal and method. Its answer and everything its handler wrote are
// kept in one transaction; whoever makes the same call again gets the recorded answer and the handler does not run.
//
// Handlers of one process run one at a time. A handler that calls its card gives up its turn while it waits, so that a
// slow or hostile card holds nobody up; if what it had read has changed meanwhile, it is answered CALL_CONFLICT and
// nothing of it is kept. A handler that throws leaves nothing behind, and the same call may be tried again.
import { AsyncLocalStorage } from 'node:async_hooks';
import { sha256 } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { CallContext, ProcessStore } from '../../protocol/process/index.js';
import { hex } from '../../protocol/session/ids.js';
import { randomBytes } from '../projector/random.js';
import type { CallStore } from '../store/answers.js';
import { CallView, ProcessRows } from '../store/process-store.js';
import type { Sql } from '../store/sql.js';
import { Mutex } from './mutex.js';

export interface Call {
  /** Host id (16 bytes) and name. */
  readonly host: Uint8Array;
  readonly hostName: string;
  /** Card id, hex. */
  readonly card: string;
  readonly process: string;
  /** 16 bytes; all zero: the call is not to be recognised again. */
  readonly key: Uint8Array;
  readonly ordinal: number;
  readonly method: string;
  /** Encoded arguments. */
  readonly body: Uint8Array;
  /** Runs the handler; resolves to the encoded answer. */
  handle(context: CallContext): Promise<Uint8Array>;
}

export interface Answer {
  readonly body: Uint8Array;
  /** It had been recorded before. */
  readonly repeated: boolean;
}

interface Running {
  readonly view: CallView;
  /** Gives up the turn until `work` is settled. */
  park<T>(work: Promise<T>): Promise<T>;
}

const running = new AsyncLocalStorage<Running>();

/** Waits for the card within a handler, without keeping other calls of the process waiting. */
export const whileParked = <T>(work: Promise<T>): Promise<T> => running.getStore()?.park(work) ?? work;

const view = (): CallView => {
  const call = running.getStore();
  if (!call) throw new Cpu6Error('APPLET_ERROR', { message: 'its server half used the store outside a call' });
  return call.view;
};

/** The store as a server half sees it: that of the call in which it is used. */
export const callStore: ProcessStore = {
  get: (key) => guarded(() => view().get(key)),
  put: (key, value) => guarded(() => view().put(key, value)),
  delete: (key) => guarded(() => view().delete(key)),
  list: (prefix) => guarded(() => view().list(prefix)),
};

/** A misuse of the store is the author's error; a database that fails is the server's. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof Cpu6Error) throw cause;
    throw new Cpu6Error('INTERNAL', { what: `the store failed: ${String(cause)}` }, { cause });
  }
}

/**
 * Names a call. Each part but the last is of fixed length or counted, so that no two calls have one name. Methods count by
 * name: their numbers may change with the next version of the process.
 */
export function scopeOf(call: Pick<Call, 'host' | 'process' | 'key' | 'ordinal' | 'method'>): Uint8Array {
  const name = Buffer.from(call.process, 'utf8');
  return sha256(
    call.host,
    Uint8Array.of(name.length),
    name,
    call.key,
    Uint8Array.of(call.ordinal),
    Buffer.from(call.method, 'utf8'),
  );
}

/** One call's hold on its process: taken, given up while it waits for the card, taken again. */
class Turn {
  #release: (() => void) | undefined;
  #coming: Promise<void> | undefined;
  #ended = false;
  constructor(private readonly turns: Mutex) {}
  /** A handler may wait for several card calls at once: whichever is answered first takes the turn for all. */
  async take(): Promise<void> {
    if (this.#release || this.#ended) return;
    this.#coming ??= this.turns.acquire().then((release) => {
      this.#coming = undefined;
      this.#release = release;
      if (this.#ended) this.giveUp();
    });
    await this.#coming;
  }
  giveUp(): void {
    this.#release?.();
    this.#release = undefined;
  }
  end(): void {
    this.#ended = true;
    this.giveUp();
  }
}

export class Runner {
  readonly #turns = new Map<string, Mutex>();
  readonly #inFlight = new Map<string, { readonly digest: string; readonly answer: Promise<Answer> }>();
  constructor(
    private readonly sql: Sql,
    private readonly calls: CallStore,
    /** Most ms a handler may take. */
    private readonly time: number,
  ) {}

  /** Runs a call, or gives the answer it was given before. Rejects with what the handler threw. */
  run(call: Call): Promise<Answer> {
    if (call.key.every((byte) => byte === 0)) return this.#perform(call, undefined);
    const scope = scopeOf(call);
    const digest = sha256(call.body);
    const name = hex(scope);
    const same = this.#inFlight.get(name);
    if (same) {
      if (same.digest !== hex(digest)) return Promise.reject(new Cpu6Error('KEY_REUSED'));
      return same.answer.then((answer) => ({ ...answer, repeated: true }));
    }
    const answer = this.#perform(call, { scope, digest }).finally(() => this.#inFlight.delete(name));
    this.#inFlight.set(name, { digest: hex(digest), answer });
    return answer;
  }

  async #perform(call: Call, once: { scope: Uint8Array; digest: Uint8Array } | undefined): Promise<Answer> {
    const turn = new Turn(this.#turnsOf(call.process));
    await turn.take();
    const view = new CallView(new ProcessRows(this.sql, call.process));
    let parked = false;
    const park = async <T>(work: Promise<T>): Promise<T> => {
      parked = true;
      turn.giveUp();
      try {
        return await work;
      } finally {
        await turn.take();
      }
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      const recorded = once && this.calls.find(once.scope, once.digest);
      if (recorded) return { body: recorded, repeated: true };
      const context: CallContext = {
        card: call.card,
        host: call.hostName,
        key: hex(once ? once.scope.subarray(0, 16) : randomBytes(16)),
      };
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Cpu6Error('CALL_TIMEOUT', { ms: this.time })), this.time);
      });
      const body = await Promise.race([running.run({ view, park }, () => call.handle(context)), late]);
      if (once || view.wrote)
        this.sql.transaction(() => {
          if (parked && view.isStale) throw new Cpu6Error('CALL_CONFLICT');
          view.commit();
          if (once) this.calls.record(once.scope, once.digest, body);
        });
      return { body, repeated: false };
    } finally {
      clearTimeout(timer);
      view.discard();
      turn.end();
    }
  }

  #turnsOf(process: string): Mutex {
    let turns = this.#turns.get(process);
    if (!turns) {
      turns = new Mutex();
      this.#turns.set(process, turns);
    }
    return turns;
  }
}

// One connected local app: its methods, what it may see, and its notifications. Unix socket and WebSocket share this.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { HostDaemon } from '../daemon.js';
import type { HostEvent } from '../events.js';
import { appOf, type Caller, type Policy } from '../gate/policy.js';
import type { SlotChoice } from '../slots.js';
import { handleText, invalidParams, methodNotFound, notification } from './json-rpc.js';
import { pageToken } from './token.js';

export interface LocalClientOptions {
  readonly daemon: HostDaemon;
  readonly policy: Policy;
  readonly caller: Caller;
  readonly token: string;
  /** Sends one message. */
  readonly send: (text: string) => void;
}

type Params = Readonly<Record<string, unknown>>;

/** Requests of one client that may be under way. */
const maxRunning = 32;

export class LocalClient {
  #subscribed = false;
  #running = 0;
  readonly #gone = new AbortController();
  readonly #onEvent = (event: HostEvent): void => {
    if (this.#sees(event)) this.o.send(notification('event', event));
  };

  constructor(private readonly o: LocalClientOptions) {}

  /** Takes the text of one message; the answer goes out when it is there. */
  async receive(text: string): Promise<void> {
    const answer = await handleText(text, async (method, params) => {
      const limit = maxRunning;
      if (this.#running >= limit) throw new Cpu6Error('RATE_LIMITED', { why: `${limit} requests are under way` });
      this.#running++;
      try {
        return await this.#dispatch(method, params);
      } finally {
        this.#running--;
      }
    });
    if (answer !== undefined && !this.#gone.signal.aborted) this.o.send(answer);
  }

  /** The app has gone. Calls with a key of its own go on: it may come back for the answer. */
  close(): void {
    this.#gone.abort();
    if (this.#subscribed) this.o.daemon.off('event', this.#onEvent);
  }

  async #dispatch(method: string, params: Params): Promise<unknown> {
    const { daemon, caller } = this.o;
    if (method === 'call') return this.#call(params);
    if (method === 'subscribe') return this.#subscribe(params);
    if (method === 'ping') return 'pong';
    // A page sees its own calls and nothing else of this computer.
    if (caller.kind === 'web')
      throw new Cpu6Error('NOT_ALLOWED', { what: `${appOf(caller)} to use "${method.slice(0, 40)}"` });
    switch (method) {
      case 'cards':
        return daemon.cards();
      case 'sessions':
        return daemon.sessions();
      case 'status':
        return daemon.status();
      case 'enrol':
        return daemon.enrol({ ticket: text(params, 'ticket', 2_000), card: optional(params, 'card', 32) });
      case 'forget':
        return daemon.forget(choice(params));
      case 'slots':
        return daemon.slots.list();
      case 'rename':
        return daemon.slots.rename(text(params, 'server', 32), text(params, 'name', 32));
      case 'pin':
        return daemon.slots.pin(choice(params), text(params, 'pin', 64), optional(params, 'next', 64));
      case 'rotate':
        return daemon.slots.rotate(optional(params, 'server', 32));
      case 'close':
        return daemon.closeSession(whole(params, 'session'));
      case 'token':
        // What a page of this origin presents; it is good for that origin only.
        return { token: pageToken(this.o.token, text(params, 'origin', 200)) };
      default:
        throw methodNotFound(method);
    }
  }

  async #call(params: Params): Promise<unknown> {
    const key = optional(params, 'key', 128);
    const request = {
      process: text(params, 'process', 32),
      method: text(params, 'method', 32),
      args: params.args,
      key,
      card: optional(params, 'card', 32),
      server: optional(params, 'server', 32),
      time: params.time === undefined ? undefined : whole(params, 'time'),
    };
    const signal = key === undefined ? this.#gone.signal : undefined;
    const { value, bytes } = await this.o.daemon.call(request, this.o.caller, signal);
    return { value, bytes };
  }

  #subscribe(params: Params): unknown {
    const { daemon } = this.o;
    const since = params.since === undefined ? undefined : whole(params, 'since');
    if (!this.#subscribed) daemon.on('event', this.#onEvent);
    this.#subscribed = true;
    const missed = since === undefined ? [] : daemon.recent.filter((e) => e.seq > since && this.#sees(e));
    return { seq: daemon.recent.at(-1)?.seq ?? 0, missed };
  }

  #sees(event: HostEvent): boolean {
    const { caller } = this.o;
    return caller.kind !== 'web' || ('app' in event && event.app === caller.origin);
  }
}

/** Which slot a request is about. */
const choice = (params: Params): SlotChoice => ({
  card: optional(params, 'card', 32),
  server: optional(params, 'server', 32),
  generation: params.generation === undefined ? undefined : whole(params, 'generation'),
});

function text(params: Params, name: string, max: number): string {
  const value = params[name];
  if (typeof value !== 'string' || value.length > max) throw invalidParams(`"${name}" must be text of at most ${max}`);
  return value;
}
const optional = (params: Params, name: string, max: number): string | undefined =>
  params[name] === undefined || params[name] === null ? undefined : text(params, name, max);
function whole(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw invalidParams(`"${name}" must be a whole number`);
  return value;
}

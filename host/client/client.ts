// The client of a local app: calls with retries under one key, events, and the daemon's own methods.
import { catalogue, type ErrorCode } from '../../protocol/errors/catalogue.js';
import { Cpu6Error, type ErrorReport, isRetryable } from '../../protocol/errors/error.js';
import { limitOf } from '../../protocol/limits.js';
import type { Caller, GateMethod } from '../../protocol/process/index.js';
import type { CardStatus, HostStatus, SessionStatus } from '../daemon.js';
import type { Enrolled } from '../enrol.js';
import type { HostEvent } from '../events.js';
import type { SlotChoice, SlotStatus } from '../slots.js';
import type { Connect, Transport } from './transport.js';

export interface CallOptions {
  /** Makes a call of this app the same call when it is repeated, 1 to 128 characters. Default: one drawn for this call. */
  readonly key?: string;
  /** Card id, 32 hex digits. */
  readonly card?: string;
  /** Server id, 32 hex digits. */
  readonly server?: string;
  /** ms until the call, retries included, is given up. Default call.time. */
  readonly time?: number;
}

/** The gate of a process as functions: the declared arguments, then options of this call. */
export type GateCalls<G extends Readonly<Record<string, GateMethod>>> = {
  [K in keyof G]: Caller<G>[K] extends (...args: infer A) => infer R
    ? (
        ...args: A extends [infer X]
          ? [args: X, options?: CallOptions]
          : [args?: Record<string, never>, options?: CallOptions]
      ) => R
    : never;
};

interface Incoming {
  readonly id?: number | null;
  readonly result?: unknown;
  readonly error?: { readonly data?: ErrorReport };
  readonly method?: string;
  readonly params?: unknown;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Cpu6Error): void;
}

/** Retryable, but for a person or the app to decide when. */
const notHere: readonly ErrorCode[] = ['RATE_EXCEEDED', 'NO_CARD', 'CALL_TIMEOUT', 'TOO_MANY_CLIENTS'];

export class Client {
  #transport: Promise<Transport> | undefined;
  #everConnected = false;
  #closed = false;
  #nextId = 1;
  #lastEvent: number | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: HostEvent) => void>();

  constructor(private readonly connect: Connect) {}

  /**
   * Calls a gate method of a process. Bytes in arguments and answer are Uint8Arrays.
   * Retryable failures, a restart of the daemon among them, are retried with the same key until `time` is over.
   */
  async call(process: string, method: string, args?: unknown, options: CallOptions = {}): Promise<unknown> {
    const time = options.time ?? limitOf('call.time');
    const deadline = Date.now() + time;
    const key = options.key ?? randomKey();
    let lost: Cpu6Error | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        const left = Math.max(1, Math.min(deadline - Date.now(), limitOf('call.time')));
        const params = { ...options, process, method, args: withBase64(args), key, time: left };
        const { value, bytes } = (await this.request('call', params)) as {
          value: unknown;
          bytes: (string | number)[][];
        };
        return withBytes(value ?? undefined, bytes);
      } catch (thrown) {
        if (!(thrown instanceof Cpu6Error)) throw thrown;
        const error = thrown;
        // That the card is not there is the consequence of its loss.
        const report = error.code === 'NO_CARD' ? (lost ?? error) : error;
        if (error.code === 'CARD_LOST' || error.code === 'CARD_SILENT') lost = error;
        const pause = 50 + Math.random() * Math.min(2_000, 100 * 2 ** attempt);
        if (this.#closed || !isRetryable(error) || notHere.includes(error.code)) throw report;
        // The daemon has tried, and suspects the call itself.
        if (error.code === 'CARD_LOST' && error.facts.times !== undefined) throw error;
        if (!this.#everConnected || Date.now() + pause >= deadline) throw report;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /**
   * The gate of a process as typed functions.
   * @example
   * const checkout = client.process<typeof import('./checkout.process.js').default>('checkout');
   * const { receipt } = await checkout.pay({ order: 7, pan: '4111111111111111', cents: 1250 });
   */
  process<P extends { readonly gate: Readonly<Record<string, GateMethod>> }>(
    name: string,
    options: Omit<CallOptions, 'key'> = {},
  ): GateCalls<P['gate']> {
    return new Proxy({} as GateCalls<P['gate']>, {
      get: (_, method) =>
        // Not a thenable: the proxy itself may be awaited.
        typeof method === 'string' && method !== 'then'
          ? (args?: unknown, more?: CallOptions) => this.call(name, method, args, { ...options, ...more })
          : undefined,
    });
  }

  cards(): Promise<CardStatus[]> {
    return this.request('cards') as Promise<CardStatus[]>;
  }
  sessions(): Promise<SessionStatus[]> {
    return this.request('sessions') as Promise<SessionStatus[]>;
  }
  status(): Promise<HostStatus> {
    return this.request('status') as Promise<HostStatus>;
  }
  /** Enrols a card with the server of a ticket; resolves when its button was pressed. */
  enrol(ticket: string, card?: string): Promise<Enrolled> {
    return this.request('enrol', { ticket, card }) as Promise<Enrolled>;
  }
  /** The slots of the connected cards. */
  slots(): Promise<SlotStatus[]> {
    return this.request('slots') as Promise<SlotStatus[]>;
  }
  /** Removes a slot; resolves when the card's button was pressed. */
  async forget(choice: SlotChoice): Promise<void> {
    await this.request('forget', choice);
  }
  /** Gives a server a name of the holder's own; empty: the server's again. */
  async rename(server: string, name: string): Promise<void> {
    await this.request('rename', { server, name });
  }
  /** Tries a slot's PIN, for as long as the card stays connected; `next`: sets another one (empty: none), with the button. */
  pin(choice: SlotChoice, pin: string, next?: string): Promise<SlotStatus> {
    return this.request('pin', { ...choice, pin, next }) as Promise<SlotStatus>;
  }
  /** New host keys at all servers, or at one; `code` is OK or says why not. */
  rotate(server?: string): Promise<{ server: string; code: string }[]> {
    return this.request('rotate', { server }) as Promise<{ server: string; code: string }[]>;
  }
  /** Ends a session. */
  async closeSession(session: number): Promise<void> {
    await this.request('close', { session });
  }
  /** The token that a web page of this origin must present. */
  async pageToken(origin: string): Promise<string> {
    return ((await this.request('token', { origin })) as { token: string }).token;
  }

  /** Events from now on, also over reconnections while calls or requests are made. Returns what ends it. */
  async subscribe(listener: (event: HostEvent) => void): Promise<() => void> {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) await this.#resubscribe();
    return () => void this.#listeners.delete(listener);
  }

  /** One request of the local API, see docs/local-api.md. Rejects with the daemon's error, or `DAEMON_UNREACHABLE`. */
  async request(method: string, params: object = {}): Promise<unknown> {
    const transport = await this.#open();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      transport.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const transport = await this.#transport?.catch(() => undefined);
    transport?.close();
    this.#lost();
  }

  #open(): Promise<Transport> {
    if (this.#closed) return Promise.reject(new Cpu6Error('STOPPED'));
    this.#transport ??= this.connect({
      message: (text) => this.#receive(text),
      closed: () => this.#lost(),
    }).then(
      (transport) => {
        const again = this.#everConnected;
        this.#everConnected = true;
        if (again && this.#listeners.size > 0) queueMicrotask(() => this.#resubscribe().catch(() => {}));
        return transport;
      },
      (error) => {
        this.#transport = undefined;
        throw error;
      },
    );
    return this.#transport;
  }

  async #resubscribe(): Promise<void> {
    const { seq, missed } = (await this.request(
      'subscribe',
      this.#lastEvent === undefined ? {} : { since: this.#lastEvent },
    )) as {
      seq: number;
      missed: HostEvent[];
    };
    for (const event of missed) this.#event(event);
    this.#lastEvent = seq;
  }

  #event(event: HostEvent): void {
    this.#lastEvent = event.seq;
    for (const listener of this.#listeners) listener(event);
  }

  #lost(): void {
    this.#transport = undefined;
    const error = new Cpu6Error(this.#closed ? 'STOPPED' : 'DAEMON_UNREACHABLE', {
      address: 'the socket (it was closed)',
    });
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  #receive(text: string): void {
    let message: Incoming;
    try {
      message = JSON.parse(text) as Incoming;
    } catch {
      return; // not from a daemon of cpu6
    }
    if (message.method === 'event') {
      this.#event(message.params as HostEvent);
      return;
    }
    const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined;
    if (!waiting) return;
    this.#waiting.delete(message.id as number);
    if (message.error) waiting.reject(errorOf(message.error.data));
    else waiting.resolve(message.result);
  }
}

function errorOf(report: ErrorReport | undefined): Cpu6Error {
  if (report && Object.hasOwn(catalogue, report.code)) return new Cpu6Error(report.code, report.facts);
  return new Cpu6Error('PEER_UNKNOWN_CODE', { number: report?.code ?? '' });
}

function randomKey(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** JSON has no bytes: they travel as base64 text. */
function withBase64(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (Array.isArray(value)) return value.map(withBase64);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withBase64(item)]));
  return value;
}

/** Puts bytes back where the daemon says that base64 text stands for them. */
function withBytes(value: unknown, paths: readonly (readonly (string | number)[])[]): unknown {
  const holder = { value };
  for (const path of paths) {
    let at = holder as Record<string | number, unknown>;
    const names = ['value', ...path];
    for (const name of names.slice(0, -1)) at = at[name] as Record<string | number, unknown>;
    const last = names.at(-1)!;
    at[last] = fromBase64(at[last] as string);
  }
  return holder.value;
}

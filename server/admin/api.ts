// The operator's HTTP API under /api (bearer token), and /healthz and /metrics (open: they tell counts and no names).
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex, unhex } from '../../protocol/session/ids.js';
import { Buckets } from '../bucket.js';
import { type Depository, showCard, showHost } from '../depository/depository.js';
import type { Emit } from '../events.js';
import type { PushResult } from '../fleet/push.js';
import type { Processes } from '../processes.js';
import { Policy, type PolicyKind } from '../sessions/policy.js';
import type { Reports } from '../sessions/reports.js';
import type { Session } from '../sessions/session.js';
import type { Settings } from '../settings.js';
import type { History } from '../store/history.js';
import type { Store } from '../store/store.js';
import type { UplinkListener } from '../uplink/listener.js';
import { readJson, sameSecret, sendError, sendJson, sendText } from './http.js';
import type { Metrics } from './metrics.js';
import { openAdminToken } from './token.js';

/** What the API can ask of the server. */
export interface Operations {
  readonly settings: Settings;
  readonly store: Store;
  readonly depository: Depository;
  readonly processes: Processes;
  readonly history: History;
  readonly uplinks: UplinkListener;
  readonly metrics: Metrics;
  readonly reports: Reports;
  sessions(): Session[];
  ticket(minutes: number, confirm: boolean): string;
  push(process: string, to: string): Promise<PushResult[]>;
  /** `which`: a session, a card, or `all`. */
  changeEpoch(which: string): Promise<number>;
  reload(process: string): Promise<number>;
  revoke(kind: 'host' | 'card', id: string): boolean;
  readmit(kind: 'host' | 'card', id: string): boolean;
  readonly policy: Policy;
  setPolicy(kind: PolicyKind, value: string, allow: boolean): boolean;
  confirm(code: string): { readonly card: string; readonly generation: number };
  renewSlot(card: string, publisher?: Uint8Array | null): Promise<number>;
  rotateAuthority(): void;
}

type Fields = Readonly<Record<string, unknown>>;
type Route = (fields: Fields, query: URLSearchParams) => unknown;

const id32 = /^[0-9a-f]{32}$/;
const groupName = /^[a-z][a-z0-9-]{0,31}$/;

export class AdminApi {
  readonly token: string;
  readonly #routes: Readonly<Record<string, Route>>;
  readonly #guesses: Buckets;

  constructor(
    private readonly operations: Operations,
    private readonly emit: Emit,
  ) {
    this.token = openAdminToken(operations.settings.dataDir);
    this.#guesses = new Buckets(20, 1, operations.settings.now);
    this.#routes = routesOf(operations);
  }

  handler(): RequestListener {
    return (request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (!(error instanceof Cpu6Error)) this.emit({ type: 'fault', what: String(error) });
        if (response.headersSent) response.destroy();
        else sendError(response, error);
      });
    };
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
    if (!this.#knowsHost(request.headers.host)) {
      sendError(response, new Cpu6Error('NOT_ALLOWED', { what: 'requests to another host name' }), 421);
      return;
    }
    if (request.method === 'GET' && pathname === '/healthz') {
      sendText(response, this.operations.store.sql.isOpen ? 200 : 503, 'ok\n');
      return;
    }
    if (request.method === 'GET' && pathname === '/metrics') {
      const { metrics, uplinks } = this.operations;
      const gauges = {
        sessions: this.operations.sessions().length,
        uplinks: uplinks.uplinks.size,
        cards: uplinks.byCard().size,
      };
      sendText(response, 200, metrics.text(gauges), 'text/plain; version=0.0.4; charset=utf-8');
      return;
    }
    const methods = ['GET', 'POST'].filter((method) => this.#routes[`${method} ${pathname}`]);
    this.#authorise(request);
    const route = this.#routes[`${request.method} ${pathname}`];
    if (!route) {
      if (methods.length > 0) response.setHeader('allow', methods.join(', '));
      const error = new Cpu6Error('INPUT_FILE', { file: pathname, why: 'there is nothing here' });
      sendError(response, error, methods.length > 0 ? 405 : 404);
      return;
    }
    const fields = request.method === 'POST' ? await readJson(request) : {};
    sendJson(response, 200, await route(fields, searchParams));
  }

  /** Throws `TOKEN_INVALID`, or `RATE_LIMITED` to an address that keeps guessing. */
  #authorise(request: IncomingMessage): void {
    const given = /^Bearer ([A-Za-z0-9_-]{1,256})$/.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && sameSecret(given, this.token)) return;
    if (!this.#guesses.take(request.socket.remoteAddress ?? '?'))
      throw new Cpu6Error('RATE_LIMITED', { why: 'tokens' });
    throw new Cpu6Error('TOKEN_INVALID');
  }

  /** A page that pointed its own name at this address (DNS rebinding) gets no answer. */
  #knowsHost(host: string | undefined): boolean {
    if (!host || !URL.canParse(`http://${host}`)) return false;
    const { hostname } = new URL(`http://${host}`);
    const { host: bound, publicUrl } = this.operations.settings;
    const known = new Set(['localhost', '127.0.0.1', '[::1]', bound, `[${bound}]`]);
    if (publicUrl) known.add(new URL(publicUrl).hostname);
    // Bound to every address, the server cannot know its names unless it is told its public URL.
    const everywhere = bound === '0.0.0.0' || bound === '::';
    return known.has(hostname) || (everywhere && !publicUrl && /^[\d.]+$|^\[[\da-f:]+\]$/.test(hostname));
  }
}

function routesOf(o: Operations): Record<string, Route> {
  return {
    'GET /api/cards': () => {
      const connected = o.uplinks.byCard();
      const sessions = new Map<string, string[]>();
      for (const { card, id } of o.sessions()) sessions.set(card, [...(sessions.get(card) ?? []), id]);
      return o.depository.cards().map((card) => ({
        ...showCard(card),
        connected: connected.has(hex(card.id)),
        sessions: sessions.get(hex(card.id)) ?? [],
        slots: o.depository
          .slots(card.id)
          .map(({ generation, host, revoked }) => ({ generation, host: hex(host), revoked })),
      }));
    },
    'GET /api/hosts': () => o.depository.hosts().map(showHost),
    'GET /api/sessions': (_, query) => ({
      open: o.sessions().map((s) => ({
        id: s.id,
        card: s.card,
        process: s.process,
        state: s.state,
        epoch: s.epoch,
        suite: s.suite ?? null,
        calls: s.calls,
        started: s.started,
        host: s.host ? hex(s.host.id) : null,
        hostName: s.host?.name ?? null,
        ...s.measurements,
      })),
      past: o.history.list(countOf(query)).map((r) => ({
        ...r,
        card: hex(r.card),
        host: r.host ? hex(r.host) : null,
        runtime: hex(r.runtime),
      })),
    }),
    'GET /api/processes': () =>
      o.processes.list().map(({ name, header, bytes, measurement }) => ({
        name,
        version: header.version,
        bytes: bytes.length,
        applet: hex(measurement),
        gate: header.gate.map(([method]) => method),
        capabilities: header.caps,
      })),
    'GET /api/reports': (_, query) => ({ reports: o.reports.list(countOf(query)) }),
    'GET /api/audit': (_, query) => ({
      // The whole chain is read for it: on demand.
      ...(query.has('verify') ? { broken: o.store.audit.verify() ?? null } : {}),
      entries: o.store.audit.list(countOf(query), numberOf(query, 'before', Number.MAX_SAFE_INTEGER)),
    }),
    'POST /api/tickets': (fields) => {
      const { minutes = 10, confirm = false } = fields;
      if (typeof confirm !== 'boolean') throw invalid('confirm', 'true or false');
      if (typeof minutes !== 'number' || !(minutes > 0 && minutes <= 1440))
        throw invalid('minutes', 'a number above 0 and at most 1440');
      return { ticket: o.ticket(minutes, confirm) };
    },
    'POST /api/push': async (fields) => {
      const results = await o.push(textOf(fields, 'process'), textOf(fields, 'to'));
      return { results };
    },
    'POST /api/epoch': async (fields) => ({ changed: await o.changeEpoch(textOf(fields, 'session')) }),
    'POST /api/reload': async (fields) => ({ changed: await o.reload(textOf(fields, 'process')) }),
    'POST /api/revoke': (fields) => {
      const { kind, id, unknown } = hostOrCard(fields);
      if (!o.revoke(kind, id)) throw new Cpu6Error(unknown);
      return { revoked: id };
    },
    'POST /api/readmit': (fields) => {
      const { kind, id, unknown } = hostOrCard(fields);
      if (!o.readmit(kind, id)) throw new Cpu6Error(unknown);
      return { readmitted: id };
    },
    'GET /api/policy': () => ({
      runtimes: o.settings.allowRuntime === 'any' ? 'any' : o.settings.allowRuntime.map(hex),
      rules: o.policy.rules(),
    }),
    'POST /api/policy': (fields) => {
      const kind = textOf(fields, 'kind');
      const value = textOf(fields, 'value');
      const { allow = true } = fields;
      if (typeof allow !== 'boolean') throw invalid('allow', 'true or false');
      if (!Policy.isRule(kind, value))
        throw invalid('value', 'a measurement of 64 hex digits (runtime, applet) or the name of a board');
      if (!o.setPolicy(kind, value, allow)) throw invalid('value', 'a rule that there is');
      return { kind, value, allow };
    },
    'GET /api/enrolments': () =>
      o.depository.waiting().map(({ card, host, generation, created }) => ({
        card: hex(card),
        host: hex(host),
        hostName: o.depository.host(host)?.name ?? '',
        generation,
        created,
      })),
    'POST /api/confirm': (fields) => {
      const code = textOf(fields, 'code').replace(/ /g, '');
      if (!/^\d{6}$/.test(code)) throw invalid('code', 'six digits');
      return o.confirm(code);
    },
    'POST /api/rotate': async (fields) => {
      if (fields.authority === true) {
        o.rotateAuthority();
        return { authority: true };
      }
      const card = textOf(fields, 'card');
      if (!id32.test(card)) throw invalid('card', 'an id of 32 hex digits');
      const { publisher } = fields;
      if (
        publisher !== undefined &&
        publisher !== null &&
        !(typeof publisher === 'string' && /^[0-9a-f]{64}$/.test(publisher))
      )
        throw invalid('publisher', 'a key of 64 hex digits, or null');
      const key = typeof publisher === 'string' ? unhex(publisher) : publisher;
      return { card, generation: await o.renewSlot(card, key as Uint8Array | null | undefined) };
    },
    'POST /api/groups': (fields) => {
      const card = textOf(fields, 'card');
      const { groups } = fields;
      if (!id32.test(card)) throw invalid('card', 'an id of 32 hex digits');
      const isGroup = (g: unknown) => typeof g === 'string' && groupName.test(g) && g !== 'all';
      if (!Array.isArray(groups) || groups.length > 32 || !groups.every(isGroup))
        throw invalid('groups', 'at most 32 names of a–z, 0–9 and -, a letter first');
      if (!o.depository.setGroups(Uint8Array.from(Buffer.from(card, 'hex')), groups as string[]))
        throw new Cpu6Error('CARD_UNKNOWN');
      return { card, groups };
    },
  };
}

const invalid = (where: string, why: string): Cpu6Error =>
  new Cpu6Error('ARGUMENTS_INVALID', { where, why: `needs ${why}` });

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length > 64 || !/^[\x20-\x7e]+$/.test(value))
    throw invalid(name, 'text of 1 to 64 characters');
  return value;
}

function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (!/^\d{1,15}$/.test(value)) throw invalid(name, 'a whole number');
  return Number(value);
}

const countOf = (query: URLSearchParams): number => Math.min(1000, Math.max(1, numberOf(query, 'limit', 100)));

/** Whom a request names, and the error if there is no such one. Throws `ARGUMENTS_INVALID`. */
function hostOrCard(fields: Fields): {
  readonly kind: 'host' | 'card';
  readonly id: string;
  readonly unknown: 'HOST_UNKNOWN' | 'CARD_UNKNOWN';
} {
  const kind = fields.host !== undefined ? 'host' : 'card';
  const id = textOf(fields, kind);
  if (!id32.test(id)) throw invalid(kind, 'an id of 32 hex digits');
  return { kind, id, unknown: kind === 'host' ? 'HOST_UNKNOWN' : 'CARD_UNKNOWN' };
}

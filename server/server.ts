// The server: composes store, depository, processes, sessions, uplinks, push and the admin API on one port.
import { EventEmitter } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Cpu6Error } from '../protocol/errors/error.js';
import { commitmentOf, shortCode } from '../protocol/session/short-code.js';
import { formatTicket } from '../protocol/session/ticket.js';
import { AdminApi } from './admin/api.js';
import { Metrics } from './admin/metrics.js';
import { Buckets } from './bucket.js';
import { Depository } from './depository/depository.js';
import { answerEnrolment, answerRenewal, type OpenCode } from './depository/enrolment.js';
import { Tickets } from './depository/tickets.js';
import type { Emit, ServerEvent } from './events.js';
import { Pushes, type PushResult } from './fleet/push.js';
import { type LoadedProcess, Processes } from './processes.js';
import { Projector } from './projector/projector.js';
import type { Core } from './sessions/core.js';
import { Runner } from './sessions/exactly-once.js';
import { Policy, type PolicyKind } from './sessions/policy.js';
import { Sessions } from './sessions/registry.js';
import { Reports } from './sessions/reports.js';
import type { Session } from './sessions/session.js';
import { resolveSettings, type ServerOptions, type Settings } from './settings.js';
import { CallStore } from './store/answers.js';
import { auditShare } from './store/audit-share.js';
import { History } from './store/history.js';
import { Store } from './store/store.js';
import { UplinkListener, uplinkPath } from './uplink/listener.js';
import type { Uplink } from './uplink/uplink.js';

const pruneEvery = 3_600_000;

/**
 * A cpu6 server.
 * @example
 * const server = new Server({ dataDir: 'data', port: 7600, processDirs: ['build'], allowRuntime: 'any' });
 * await server.start();
 * console.log(server.ticket());
 */
export class Server {
  readonly settings: Settings;
  readonly #events = new EventEmitter();
  readonly #metrics = new Metrics();
  readonly #reports: Reports;
  #running: Running | undefined;

  constructor(options: ServerOptions) {
    this.settings = resolveSettings(options);
    this.#reports = new Reports(this.settings.limit('reports.kept'));
  }

  on(event: 'event', listener: (e: ServerEvent) => void): this {
    this.#events.on(event, listener);
    return this;
  }
  off(event: 'event', listener: (e: ServerEvent) => void): this {
    this.#events.off(event, listener);
    return this;
  }

  /** Opens the state, loads the processes, listens. Throws `STATE_BUSY`, `STATE_CORRUPT`, `ADDRESS_IN_USE`, `INPUT_FILE`… */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = await startServer(this.settings, this.#metrics, this.#reports, (event) => {
      const stamped = { at: this.settings.now(), ...event } as ServerEvent;
      this.#metrics.count(stamped);
      this.#reports.note(stamped);
      this.#events.emit('event', stamped);
    });
  }

  /** Ends all sessions (code `STOPPED`), closes everything. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop();
  }

  /** TCP port it listens on. */
  get port(): number {
    return this.#get().port;
  }
  /** URL of the uplink, as it stands in tickets. */
  get url(): string {
    return this.#get().url;
  }
  get serverKey(): Uint8Array {
    return this.#get().store.keys.static.publicKey;
  }
  get serverId(): Uint8Array {
    return this.#get().store.keys.serverId;
  }
  get adminToken(): string {
    return this.#get().admin.token;
  }
  /**
   * A new enrolment ticket, for one card, that holds for `minutes` (default 10). `confirm`: the slot counts when the operator
   * has confirmed the code that the host shows.
   */
  ticket(minutes = 10, confirm = false): string {
    return this.#get().ticket(minutes, confirm);
  }
  /** Sessions that are open or being opened. */
  sessions(): Session[] {
    return this.#get().sessions();
  }
  processes(): LoadedProcess[] {
    return this.#get().processes.list();
  }
  push(process: string, to: string): Promise<PushResult[]> {
    return this.#get().push(process, to);
  }
  /** Reads a process anew and takes its open sessions to it by a change of epoch. The number of sessions. */
  reload(name: string): Promise<number> {
    return this.#get().reload(name);
  }
  /** Changes the epoch of one session, or of all. The number of sessions. */
  changeEpoch(session: string): Promise<number> {
    return this.#get().changeEpoch(session);
  }
  /** Revokes a host or card by id (hex) and ends its sessions. False if there is none. */
  revoke(kind: 'host' | 'card', id: string): boolean {
    return this.#get().revoke(kind, id);
  }
  get depository(): Depository {
    return this.#get().depository;
  }

  #get(): Running {
    if (!this.#running) throw new Cpu6Error('STOPPED');
    return this.#running;
  }
}

type Running = Awaited<ReturnType<typeof startServer>>;

async function startServer(settings: Settings, metrics: Metrics, reports: Reports, emit: Emit) {
  const store = new Store(settings.dataDir, settings.now);
  try {
    return await run(store, settings, metrics, reports, emit);
  } catch (error) {
    store.close();
    throw error;
  }
}

async function run(store: Store, settings: Settings, metrics: Metrics, reports: Reports, emit: Emit) {
  const calls = new CallStore(store.sql, settings.now);
  const depository = new Depository(store, settings.certificateAge);
  const tickets = new Tickets(store);
  const processes = new Processes(settings.processDirs, settings.limit('applet.size'));
  const history = new History(store.sql, settings.now);
  await processes.loadAll();
  for (const { name, measurement } of processes.list())
    emit({ type: 'loaded', process: name, applet: Buffer.from(measurement).toString('hex') });
  history.endOrphans('STOPPED');
  const prune = (): void => {
    calls.prune(settings.keepAge);
    history.prune(settings.keepAge);
    tickets.prune(settings.keepAge);
  };
  prune();
  const pruning = setInterval(prune, pruneEvery).unref();

  const core: Core = {
    settings,
    store,
    history,
    depository,
    policy: new Policy(store.sql, settings),
    processes,
    projector: new Projector(),
    runner: new Runner(store.sql, calls, settings.limit('call.time')),
    emit,
    note: auditShare(store.audit, settings.now),
  };
  const sessions = new Sessions(core);
  const attempts = new Buckets(settings.burst, settings.perSecond, settings.now);

  const uplinks: UplinkListener = new UplinkListener(
    {
      serverId: store.keys.serverId,
      limits: {
        resend: settings.limit('uplink.resend'),
        sessions: settings.limit('uplink.sessions'),
        resume: settings.limit('uplink.resume'),
      },
      admits: (address) => attempts.take(address),
      open: (request, link, onEnd) => sessions.open(request, link, onEnd),
      enrol: (uplink, noise) => enrol(uplink, noise),
      reveal: (uplink, nonce) => reveal(uplink, nonce),
      renew: (_, noise) => {
        const { message, host } = answerRenewal(store, depository, noise);
        emit({ type: 'renewed', host });
        return message;
      },
      pushed: (uplink, answer) => pushes.answered(uplink, answer),
      changed: (uplink, state) => {
        emit({ type: 'uplink', state, address: uplink.address });
        if (state !== 'ended') return;
        uplinks.forget(uplink);
        codes.delete(uplink);
        pushes.lost(uplink);
      },
    },
    {
      message: settings.limit('uplink.message'),
      connections: settings.connections,
      burst: settings.burst,
      perSecond: settings.perSecond,
    },
    settings.now,
  );
  const pushes = new Pushes(uplinks, depository, processes, settings.limit('call.time'));

  /** Enrolments whose hosts have not revealed their half of the code yet. */
  const codes = new Map<Uplink, OpenCode>();

  function enrol(uplink: Uplink, noise: Uint8Array): Uint8Array {
    try {
      const { name: serverName, publisher } = settings;
      const { message, code } = answerEnrolment(store, depository, tickets, { serverName, publisher }, noise);
      codes.set(uplink, code);
      emit({ type: 'enrolled', ...code.enrolled });
      return message;
    } catch (error) {
      if (error instanceof Cpu6Error) core.note('enrolment refused', { code: error.code, address: uplink.address });
      throw error;
    }
  }

  /** One try each: whoever could ask twice could choose. */
  function reveal(uplink: Uplink, hostNonce: Uint8Array): Uint8Array {
    const open = codes.get(uplink);
    if (!open) throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: 'it reveals without an enrolment' });
    codes.delete(uplink);
    const { parts, nonce, enrolled } = open;
    const { card, host, generation, confirm } = enrolled;
    const code = shortCode(parts, commitmentOf(parts, nonce), hostNonce, nonce)!;
    depository.setCode(parts.cardId, generation, code);
    emit({ type: 'code', card, host, code, confirm });
    return nonce;
  }

  const operations = {
    port: 0,
    url: '',
    store,
    depository,
    processes,
    history,
    uplinks,
    settings,
    metrics,
    reports,
    sessions: () => sessions.list(),
    ticket(minutes: number, confirm = false): string {
      if (!(minutes > 0 && minutes <= 1440)) throw new RangeError('"minutes" must be above 0 and at most 1440');
      const code = tickets.issue(minutes, confirm);
      store.audit.append('ticket issued', { minutes, confirm });
      return formatTicket({ url: operations.url, serverKey: store.keys.static.publicKey, code });
    },
    async push(process: string, to: string): Promise<PushResult[]> {
      store.audit.append('push', { process, to });
      const results = await pushes.push(process, to);
      for (const { card, code } of results) emit({ type: 'pushed', card, process, code });
      return results;
    },
    async reload(name: string): Promise<number> {
      const process = await processes.reload(name);
      const applet = Buffer.from(process.measurement).toString('hex');
      emit({ type: 'loaded', process: name, applet });
      store.audit.append('process loaded', { process: name, applet });
      return sessions.changeEpochs('edit', (s) => s.process === name, process);
    },
    async changeEpoch(id: string): Promise<number> {
      const changed = await sessions.changeEpochs('operator', (s) => id === 'all' || s.id === id || s.card === id);
      store.audit.append('epoch changed', { of: id, changed });
      if (id !== 'all' && changed === 0) throw new Cpu6Error('SESSION_UNKNOWN');
      return changed;
    },
    policy: core.policy,
    /** Allows something more, or (`allow` false) nothing more of it. Sessions that are not allowed any more end. */
    setPolicy(kind: PolicyKind, value: string, allow: boolean): boolean {
      if (allow) core.policy.allow(kind, value);
      else if (!core.policy.remove(kind, value)) return false;
      store.audit.append('policy changed', { kind, value, allow });
      for (const session of sessions.list()) session.recheck();
      return true;
    },
    /** The operator has compared an enrolment's code with the holder. Throws `CODE_WRONG`. */
    confirm(code: string): { card: string; generation: number } {
      const slot = depository.confirm(code);
      if (!slot) {
        core.note('code wrong', { code });
        throw new Cpu6Error('CODE_WRONG', { code });
      }
      const card = Buffer.from(slot.card).toString('hex');
      store.audit.append('enrolment confirmed', { card, generation: slot.generation });
      return { card, generation: slot.generation };
    },
    /** Renews the slot of a card in its open session. Throws `SESSION_UNKNOWN`, and what keeps the card from it. */
    async renewSlot(card: string, publisher?: Uint8Array | null): Promise<number> {
      const session = sessions.list().find((s) => s.card === card && s.state === 'open');
      if (!session) throw new Cpu6Error('SESSION_UNKNOWN');
      return session.renewSlot(publisher);
    },
    rotateAuthority(): void {
      store.rotateAuthority();
      store.audit.append('authority rotated', {});
    },
    readmit(kind: 'host' | 'card', id: string): boolean {
      const bytes = Uint8Array.from(Buffer.from(id, 'hex'));
      const done = kind === 'host' ? depository.readmitHost(bytes) : depository.readmitCard(bytes);
      if (done) store.audit.append(`${kind} readmitted`, { [kind]: id });
      return done;
    },
    revoke(kind: 'host' | 'card', id: string): boolean {
      const bytes = Uint8Array.from(Buffer.from(id, 'hex'));
      const done = kind === 'host' ? depository.revokeHost(bytes) : depository.revokeCard(bytes);
      if (!done) return false;
      store.audit.append(`${kind} revoked`, { [kind]: id });
      for (const session of sessions.list())
        if (Buffer.from((kind === 'host' ? session.slot.host : session.slot.card) as Uint8Array).toString('hex') === id)
          session.close(new Cpu6Error(kind === 'host' ? 'HOST_REVOKED' : 'CARD_REVOKED'));
      return true;
    },
  };
  const admin = new AdminApi(operations, emit);
  const handle = admin.handler();
  const http: HttpServer = settings.tls ? createTlsServer(settings.tls, handle) : createServer(handle);
  http.on('upgrade', (request, socket, head) => uplinks.upgrade(request, socket, head));
  // Slow requests are no uplinks; those have left HTTP after the upgrade.
  http.requestTimeout = 30_000;
  http.headersTimeout = 10_000;
  http.maxConnections = settings.connections + 256;
  try {
    await listen(http, settings);
  } catch (error) {
    clearInterval(pruning);
    uplinks.close(new Cpu6Error('STOPPED'));
    throw error;
  }
  operations.port = (http.address() as AddressInfo).port;
  operations.url =
    settings.publicUrl ??
    `${settings.tls ? 'wss' : 'ws'}://${bracketed(settings.host)}:${operations.port}${uplinkPath}`;
  store.audit.append('server started', { port: operations.port });

  return Object.assign(operations, {
    admin,
    async stop(): Promise<void> {
      clearInterval(pruning);
      const stopped = new Cpu6Error('STOPPED');
      for (const session of sessions.list()) session.close(stopped);
      uplinks.close(stopped);
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
      store.audit.append('server stopped', {});
      store.close();
    },
  });
}

function listen(http: HttpServer, { port, host }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new Cpu6Error('ADDRESS_IN_USE', { address: `${bracketed(host)}:${port}` })
          : new Cpu6Error('ENVIRONMENT', { what: `${host}:${port}`, how: cause.message }, { cause }),
      );
    });
    http.listen(port, host, () => resolve());
  });
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

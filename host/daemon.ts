// The host daemon: cards on one side, servers on the other, local apps at the gate between them.
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { Cpu6Error, type ErrorReport } from '../protocol/errors/error.js';
import { LocalApi } from './api/local-api.js';
import { AuditLog } from './audit/audit-log.js';
import { type CallRequest, Calls } from './calls.js';
import { type Clock, sleep, systemClock } from './clock.js';
import { type Enrolled, enrolCard } from './enrol.js';
import type { HostEvent, HostEventBody } from './events.js';
import { type Caller, defaultPolicy, type Policy, readPolicy } from './gate/policy.js';
import { type LimitOverrides, type Limits, limitsWith } from './limits.js';
import { discover } from './link/discovery.js';
import { openPort } from './link/open-port.js';
import type { PortOpener } from './link/port.js';
import type { LinkStats } from './link/stats.js';
import { ManagedCard } from './managed-card.js';
import { Recorder } from './record/recording.js';
import { type PushRequest, Servers } from './servers.js';
import type { GateAnswer } from './session/pending-calls.js';
import { type SlotChoice, Slots } from './slots.js';
import { HostState } from './state/host-state.js';

export interface HostDaemonOptions {
  /** Key, enrolments, audit log, socket and token live here; made if it is new. */
  readonly stateDir: string;
  /** Card addresses; `auto` finds and follows all that look like cards. */
  readonly cards: readonly string[];
  /** Opens addresses; for those that {@link openPort} does not know. */
  readonly openPort?: PortOpener;
  /** Port of the loopback WebSocket and HTTP server; 0: any free one; absent: none. */
  readonly port?: number;
  /** Of the state file; encrypts one that was plain. */
  readonly passphrase?: string;
  readonly policyFile?: string;
  /** Every byte that crosses a serial line or an uplink is appended to this file with its time, see record/recording.ts. */
  readonly record?: string;
  /** Other values for limits of `protocol/limits.ts`. */
  readonly limits?: LimitOverrides;
  readonly clock?: Clock;
}

export interface CardStatus {
  readonly card?: string;
  readonly address: string;
  readonly connected: boolean;
  readonly board?: string;
  readonly runtime?: string;
  readonly servers: readonly {
    readonly server: string;
    readonly name: string;
    readonly url: string;
    readonly enrolled: boolean;
  }[];
  readonly session?: number;
  readonly problem?: ErrorReport;
  /** What its link has done since the daemon started. */
  readonly link: LinkStats;
}

export interface SessionStatus {
  readonly session: number;
  readonly card: string;
  readonly server: string;
  readonly process: string;
  readonly state: string;
  readonly epoch: number;
  readonly measurement?: string;
  readonly pending: number;
}

export interface ServerStatus {
  readonly server: string;
  readonly name: string;
  readonly url: string;
  readonly up: boolean;
  readonly problem?: ErrorReport;
}

export interface HostStatus {
  readonly hostName: string;
  readonly started: number;
  readonly cards: readonly CardStatus[];
  readonly sessions: readonly SessionStatus[];
  readonly servers: readonly ServerStatus[];
  /** Why `auto` cannot look for cards. */
  readonly cannotList?: string;
}

interface Events {
  event: [event: HostEvent];
}

/** How often `auto` looks, ms. */
const lookEvery = 2_000;
const keptEvents = 2_000;

export class HostDaemon extends EventEmitter<Events> {
  readonly #o: HostDaemonOptions;
  readonly #clock: Clock;
  readonly #limits: Limits;
  #state!: HostState;
  #audit!: AuditLog;
  #policy!: Policy;
  #servers!: Servers;
  #calls!: Calls;
  #slots!: Slots;
  #api: LocalApi | undefined;
  readonly #cards = new Map<string, ManagedCard>();
  #record: Recorder | undefined;
  #nextSession = 1;
  #seq = 0;
  readonly #recent: HostEvent[] = [];
  readonly #stopping = new AbortController();
  #running = false;
  #started = 0;
  #looking: Promise<void> | undefined;
  #cannotList: string | undefined;

  constructor(options: HostDaemonOptions) {
    super();
    this.setMaxListeners(0);
    this.#o = options;
    this.#clock = options.clock ?? systemClock;
    this.#limits = limitsWith(options.limits ?? {});
  }

  /** Path of the unix socket (or name of the pipe) that local apps connect to. */
  get socketPath(): string {
    return this.#api!.socketPath;
  }
  /** Loopback URL, if `port` was given. */
  get url(): string | undefined {
    return this.#api?.url;
  }
  /** The token of the loopback URL. A secret of this user. */
  get token(): string {
    return this.#api!.token;
  }
  /** Events of late, oldest first. */
  get recent(): readonly HostEvent[] {
    return this.#recent;
  }

  /** Throws `STATE_BUSY`, `STATE_CORRUPT`, `CONFIG_INVALID`, `ADDRESS_IN_USE`. Cards and servers connect afterwards. */
  async start(): Promise<void> {
    const { stateDir, policyFile, record } = this.#o;
    this.#policy = policyFile === undefined ? defaultPolicy() : readPolicy(policyFile);
    this.#state = HostState.open(stateDir, this.#o.passphrase);
    try {
      this.#audit = AuditLog.open(join(stateDir, 'audit.jsonl'), this.#clock);
      if (record !== undefined) this.#record = new Recorder(record, this.#clock);
      const clock = this.#clock;
      const limits = this.#limits;
      const emit = (body: HostEventBody): void => this.#emit(body);
      this.#servers = new Servers({
        clock,
        emit,
        limits,
        cardsOf: (server) => [...this.#cards.values()].filter((c) => c.servers.includes(server)).map((c) => c.id!),
        onPush: (request) => this.#push(request),
        onUp: (server) => this.#slots.renewIfDue(server),
        record: (server, direction, bytes) => this.#record?.bytes('uplink', server, direction, bytes),
      });
      this.#calls = new Calls({
        cards: () => [...this.#cards.values()],
        servers: this.#servers,
        policy: this.#policy,
        audit: this.#audit,
        clock,
        emit,
        limits,
      });
      this.#slots = new Slots({
        state: this.#state,
        servers: this.#servers,
        audit: this.#audit,
        clock,
        emit,
        limits,
        cards: () => [...this.#cards.values()],
        oneCard: (id) => this.#oneCard(id),
      });
      this.#started = clock.date();
      this.#api = new LocalApi({
        daemon: this,
        policy: this.#policy,
        stateDir,
        clock,
        limits,
        ...(this.#o.port === undefined ? {} : { port: this.#o.port }),
      });
      await this.#api.start();
      this.#running = true;
      await this.#audit.append({ type: 'start' });
      for (const [id, server] of Object.entries(this.#state.servers))
        await this.#servers.adopt(id, this.#servers.make(id, server.url));
      for (const address of this.#o.cards) if (address !== 'auto') this.#addCard(address);
      if (this.#o.cards.includes('auto')) this.#looking = this.#look();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Wipes the sessions on the cards, closes everything. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    await this.#api?.stop();
    await this.#looking;
    await Promise.all([...this.#cards.values()].map((card) => card.stop()));
    await this.#servers?.stop();
    if (this.#running) await this.#audit.append({ type: 'stop' });
    await this.#audit?.close();
    this.#record?.close();
    this.#record = undefined;
    this.#state?.close();
  }

  /** A call through the gate; see {@link Calls.call}. */
  async call(request: CallRequest, caller: Caller = { kind: 'unix' }, signal?: AbortSignal): Promise<GateAnswer> {
    const stopping = this.#stopping.signal;
    if (stopping.aborted) throw new Cpu6Error('STOPPED');
    try {
      return await this.#calls.call(caller, request, signal ? AbortSignal.any([signal, stopping]) : stopping);
    } catch (error) {
      // Retryable, unlike a call that its caller gave up.
      throw stopping.aborted ? new Cpu6Error('STOPPED') : error;
    }
  }

  /** Enrols a card (the only one connected, if none is named) with the ticket's server. */
  enrol(request: { readonly ticket: string; readonly card?: string | undefined }): Promise<Enrolled> {
    const context = {
      state: this.#state,
      servers: this.#servers,
      audit: this.#audit,
      clock: this.#clock,
      emit: (body: HostEventBody) => this.#emit(body),
      limits: this.#limits,
    };
    return enrolCard(context, this.#oneCard(request.card), request.ticket);
  }

  /** Slots of the connected cards, their PINs, and this host's keys. */
  get slots(): Slots {
    return this.#slots;
  }
  /** Removes a card's slot of a server, with the holder at the card's button. */
  forget(choice: SlotChoice): Promise<void> {
    return this.#slots.remove(choice);
  }

  /** Ends a session; throws `SESSION_UNKNOWN`. */
  closeSession(session: number): void {
    const card = [...this.#cards.values()].find((c) => c.session?.id === session);
    if (!card) throw new Cpu6Error('SESSION_UNKNOWN');
    card.session!.close();
  }

  cards(): CardStatus[] {
    return [...this.#cards.values()].map((card) => {
      const { description } = card.connection;
      const id = card.id ?? card.lastId;
      const ready = card.servers;
      const problem = card.problem?.report();
      const session = card.session?.id;
      return {
        ...(id === undefined ? {} : { card: id }),
        address: card.address,
        connected: card.id !== undefined,
        ...(description ? { board: description.board, runtime: Buffer.from(description.runtime).toString('hex') } : {}),
        servers: Object.entries(this.#state.servers)
          .filter(([, record]) => id !== undefined && record.cards[id]?.slot)
          .map(([server, { name, url }]) => ({ server, name, url, enrolled: ready.includes(server) })),
        ...(session === undefined ? {} : { session }),
        ...(problem ? { problem } : {}),
        link: card.link.stats,
      };
    });
  }

  sessions(): SessionStatus[] {
    return [...this.#cards.values()].flatMap((card) => {
      const { session } = card;
      if (!session) return [];
      const { id, serverId, process, state, epoch, measurement, pending } = session;
      const known = measurement === undefined ? {} : { measurement };
      return [{ session: id, card: card.lastId ?? '', server: serverId, process, state, epoch, ...known, pending }];
    });
  }

  servers(): ServerStatus[] {
    return Object.entries(this.#state.servers).map(([server, { name, url }]) => {
      const uplink = this.#servers.get(server);
      const problem = uplink?.why?.report();
      return { server, name, url, up: uplink?.isUp ?? false, ...(problem ? { problem } : {}) };
    });
  }

  status(): HostStatus {
    return {
      hostName: this.#state.hostName,
      started: this.#started,
      cards: this.cards(),
      sessions: this.sessions(),
      servers: this.servers(),
      ...(this.#cannotList === undefined ? {} : { cannotList: this.#cannotList }),
    };
  }

  // --- inner ------------------------------------------------------------------------------------------------------

  #addCard(address: string): void {
    if (this.#cards.has(address)) return;
    const open = this.#o.openPort ?? openPort;
    const card = new ManagedCard({
      address,
      open: () => open(address),
      state: this.#state,
      clock: this.#clock,
      emit: (body) => this.#emit(body),
      limits: this.#limits,
      nextSession: () => this.#nextSession++,
      onChange: () => this.#servers.announce(),
      record: () => this.#record,
    });
    this.#cards.set(address, card);
    card.start();
  }

  /** `auto`: ports that look like cards come and go. */
  async #look(): Promise<void> {
    const found = new Set<string>();
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { addresses, cannotList } = await discover();
      if (signal.aborted) break;
      this.#cannotList = cannotList;
      for (const address of addresses) {
        if (!this.#cards.has(address)) found.add(address);
        this.#addCard(address);
      }
      for (const address of found) {
        if (addresses.includes(address)) continue;
        found.delete(address);
        const card = this.#cards.get(address);
        this.#cards.delete(address);
        await card?.stop();
      }
      await sleep(this.#clock, lookEvery, signal);
    }
  }

  async #push({ server, card: id, process }: PushRequest): Promise<void> {
    const name = this.#state.servers[server]?.name ?? '';
    const audit = (code: string): Promise<void> =>
      this.#audit.append({ type: 'push', server, card: id, process, code });
    try {
      this.#policy.checkPush({ id: server, name }, process);
      const card = [...this.#cards.values()].find((c) => c.id === id && c.servers.includes(server));
      const uplink = this.#servers.get(server);
      if (!card || !uplink) throw new Cpu6Error('NO_CARD', { card: id });
      await card.sessionOf(process, server, uplink, this.#limits('session.handshake'));
    } catch (error) {
      await audit(error instanceof Cpu6Error ? error.code : 'INTERNAL');
      throw error;
    }
    await audit('OK');
  }

  #oneCard(id: string | undefined): ManagedCard {
    const connected = [...this.#cards.values()].filter((card) => card.id !== undefined);
    if (id !== undefined) {
      const card = connected.find((c) => c.id === id);
      if (!card) throw new Cpu6Error('NO_CARD', { card: id.slice(0, 32) });
      return card;
    }
    if (connected.length > 1) throw new Cpu6Error('CARD_BUSY', { why: `${connected.length} are connected: name one` });
    if (!connected[0]) throw new Cpu6Error('NO_CARD', { card: 'at all' });
    return connected[0];
  }

  #emit(body: HostEventBody): void {
    const event: HostEvent = { ...body, seq: ++this.#seq, at: this.#clock.date() };
    this.#recent.push(event);
    if (this.#recent.length > keptEvents) this.#recent.shift();
    this.#chronicle(body);
    this.emit('event', event);
  }

  /** What ran on which card is part of the audit log, beside the calls. */
  #chronicle(body: HostEventBody): void {
    if (!this.#running || (body.type !== 'applet' && body.type !== 'closed')) return;
    const { card, session, process } = body;
    const more =
      body.type === 'applet' ? { epoch: body.epoch, applet: body.measurement } : { by: body.by, code: body.code };
    this.#audit.append({ type: body.type, card, session, process, ...more }).catch(() => {});
  }
}

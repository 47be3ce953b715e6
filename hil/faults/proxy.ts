// A faulty line between a host and any card: what the cable, the hub and the power supply do in the field, on purpose.
//
//   host ─ open() | tcp:… | serial:… ─ FaultProxy ─ two FaultLines ─ the card's own port
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { killed, ptyTo } from '../../device/virtual/pty.js';
import { type Clock, systemClock } from '../../host/clock.js';
import { type CardPort, closePort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { delimiter } from '../../protocol/link/frame.js';
import { type FaultKind, FaultLine } from './line.js';
import { directions, type FaultPlan } from './plan.js';
import { mixed, Random } from './random.js';

export interface Fault {
  readonly kind: FaultKind | 'garbage';
  readonly direction: 'down' | 'up';
  /** Byte of that direction, counted from the start of the proxy. */
  readonly at: number;
}

export interface FaultProxyOptions extends FaultPlan {
  /** Opens the card's own port, at each connection of the host: `() => openPort(address)`, `virtualPort(card)`. */
  readonly card: () => Promise<CardPort>;
  /** Takes the card's power away and gives it back; brown-outs need it. */
  readonly powerCycle?: () => unknown;
  readonly clock?: Clock;
}

/** One connection of a host. */
interface Connection {
  readonly host: Duplex;
  readonly card: CardPort;
  readonly toHost: (bytes: Buffer) => void;
}

/** The host's end of an in-process line. */
class LinePort extends Duplex {
  constructor(private readonly onWrite: (bytes: Uint8Array) => void) {
    super();
  }
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.onWrite(chunk);
    done();
  }
}

export class FaultProxy extends EventEmitter<{ fault: [Fault] }> {
  /** What was done to the bytes so far: compare two runs of one seed with it. */
  readonly faults: Fault[] = [];
  readonly #o: FaultProxyOptions;
  readonly #clock: Clock;
  readonly #lines: Record<'down' | 'up', FaultLine>;
  #connection: Connection | undefined;
  #connections = 0;
  #server: Server | undefined;
  readonly #ptys = new Set<ChildProcess>();
  #awayUntil = Number.NEGATIVE_INFINITY;
  #garbage: number;

  /** Throws `RangeError` for a plan that means nothing. */
  constructor(options: FaultProxyOptions) {
    super();
    this.#o = options;
    this.#clock = options.clock ?? systemClock;
    this.#garbage = options.garbage ?? 0;
    const { down, up } = directions(options);
    if (!options.powerCycle && [down, up].some((f) => f.brownOutAt || f.brownOutEvery))
      throw new RangeError('brown-outs need powerCycle');
    const seed = options.seed ?? 1;
    const line = (direction: 'down' | 'up', faults: typeof down): FaultLine =>
      new FaultLine(faults, seed, direction === 'down' ? 1 : 2, this.#clock, {
        deliver: (bytes) => {
          if (direction === 'down') this.#connection?.card.write(Buffer.from(bytes));
          else this.#connection?.toHost(Buffer.from(bytes));
        },
        onFault: (kind, at) => this.#fault(kind, direction, at),
      });
    this.#lines = { down: line('down', down), up: line('up', up) };
  }

  /** Opens the line in this process, as `Link` wants it. Rejects with `CARD_OPEN` while the card is away. */
  async open(): Promise<CardPort> {
    const port: LinePort = new LinePort((bytes) => this.#fromHost(port, bytes));
    await this.#connect(port);
    return port;
  }

  /** Listens on the loopback interface; resolves with the address `tcp:HOST:PORT`. */
  async listen(): Promise<string> {
    const server = createServer({ noDelay: true }, (socket) => void this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return `tcp:127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  /** The line as a terminal `name` in `dir` (socat); resolves with the address `serial:PATH`. It comes back after a cut. */
  async pty(dir: string, name = 'line'): Promise<string> {
    const address = await this.listen();
    const again = async (): Promise<void> => {
      const process = await ptyTo(dir, name, `tcp:${address.slice('tcp:'.length)}`, (started) => started);
      this.#ptys.add(process);
      process.once('exit', () => {
        this.#ptys.delete(process);
        if (this.#server) void again().catch(() => {});
      });
    };
    await again();
    return `serial:${path.join(dir, name)}`;
  }

  /** Breaks the line now. */
  cut(): void {
    this.#fault('cut', 'down', this.#lines.down.position);
  }

  /** No faults from now on; the line keeps its speed. */
  heal(): void {
    this.#lines.down.heal();
    this.#lines.up.heal();
    this.#garbage = 0;
  }

  /** How often each kind of fault came. */
  get counts(): Readonly<Partial<Record<Fault['kind'], number>>> {
    const out: Partial<Record<Fault['kind'], number>> = {};
    for (const { kind } of this.faults) out[kind] = (out[kind] ?? 0) + 1;
    return out;
  }

  async stop(): Promise<void> {
    this.#disconnect();
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all([...this.#ptys].map(killed));
  }

  async #accept(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      await this.#connect(socket);
      // What the host says while the card's port opens waits, as it would in a port's own buffer.
      socket.on('data', (bytes) => this.#fromHost(socket, bytes));
    } catch {
      socket.destroy();
    }
  }

  async #connect(host: Duplex): Promise<void> {
    if (this.#clock.now() < this.#awayUntil)
      throw new Cpu6Error('CARD_OPEN', { address: 'the line', why: 'it is cut' });
    this.#disconnect();
    const number = ++this.#connections;
    const card = await this.#o.card();
    if (number !== this.#connections) {
      await closePort(card);
      throw new Cpu6Error('CARD_OPEN', { address: 'the line', why: 'another host was faster' });
    }
    const toHost = (bytes: Buffer): void => void (host instanceof LinePort ? host.push(bytes) : host.write(bytes));
    const connection = { host, card, toHost };
    this.#connection = connection;
    const end = (): void => {
      if (this.#connection === connection) this.#disconnect();
    };
    card.on('data', (bytes: Uint8Array) => {
      if (this.#connection === connection) this.#lines.up.push(bytes);
    });
    for (const event of ['close', 'end', 'error']) {
      card.on(event, end);
      host.on(event, end);
    }
    if (this.#garbage > 0) this.#spill(connection, number);
  }

  /** A host that is not the one connected (any more) is not heard. */
  #fromHost(host: Duplex, bytes: Uint8Array): void {
    if (this.#connection?.host === host) this.#lines.down.push(bytes);
  }

  #spill({ toHost, card }: Connection, number: number): void {
    for (const direction of ['down', 'up'] as const) {
      const random = new Random(mixed(this.#o.seed ?? 1, direction === 'down' ? 5 : 6, number));
      const bytes = Buffer.from(random.bytes(this.#garbage));
      // Starts of frames whose end never comes.
      for (let at = random.below(8); at < bytes.length; at += 1 + random.below(24)) bytes[at] = delimiter;
      this.#note({ kind: 'garbage', direction, at: this.#lines[direction].position });
      if (direction === 'down') card.write(bytes);
      // Once the host listens.
      else setImmediate(() => toHost(bytes));
    }
  }

  #fault(kind: FaultKind, direction: 'down' | 'up', at: number): void {
    this.#note({ kind, direction, at });
    if (kind === 'cut') {
      this.#awayUntil = this.#clock.now() + (this.#o.away ?? 0);
      this.#disconnect();
    } else if (kind === 'brown-out') {
      this.#lines.down.reset();
      this.#lines.up.reset();
      this.#o.powerCycle!();
    }
  }

  #note(fault: Fault): void {
    this.faults.push(fault);
    this.emit('fault', fault);
  }

  #disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#lines.down.reset();
    this.#lines.up.reset();
    if (!connection) return;
    connection.host.destroy();
    void closePort(connection.card);
  }
}

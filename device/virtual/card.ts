// A card inside this process: the card's own runtime in an isolated interpreter (QuickJS in WebAssembly).
//
// It behaves at the port as a board does: input comes in chunks of at most 64 bytes, and what exceeds the receive buffer
// before the interpreter gets to it is lost in silence. Memory and time are bounded; a runaway is ended as a watchdog
// would, by starting the card again.
import { randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { crc32 } from 'node:zlib';
import { getQuickJS, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime } from 'quickjs-emscripten';
import { installCard, runtimeFile } from '../boards/install.js';
import type { BoardProfile } from '../boards/profile.js';
import { aes, ccmDecrypt, ccmEncrypt, sha256 } from './crypto.js';
import { refusedSyntax } from './dialect.js';
import { guestProgram } from './espruino-api.js';
import { type CardStorage, MemoryStorage } from './storage.js';

/** Time as the card sees it; injected in tests. */
export interface CardClock {
  /** Milliseconds. */
  now(): number;
  setTimeout(f: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

const realClock: CardClock = {
  now: () => Date.now(),
  setTimeout: (f, ms) => setTimeout(f, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

export interface VirtualCardOptions {
  readonly board: BoardProfile;
  /** The runtime's text (latin1). A card whose flash holds another one is given this one; its slots stay. */
  readonly runtime: string;
  /** Default: in memory. */
  readonly storage?: CardStorage;
  readonly clock?: CardClock;
  /** Longest run of card code without a pause, in ms (default 10,000). */
  readonly timeLimit?: number;
  /** 16 bytes, for a card that is new (default: drawn). */
  readonly cardId?: Uint8Array;
}

/** Emits `data` (bytes to the host), `led` (on), `boot`, `watchdog`, `print` (text on the console). */
export interface VirtualCardEvents {
  data: [Uint8Array];
  led: [boolean];
  boot: [];
  watchdog: [];
  print: [string];
}

const chunkLength = 64;
/** Bytes of the interpreter's heap for each byte of the board's: its objects are larger. */
const heapFactor = 8;
const heapBase = 8 << 20;
/** QuickJS collects rings only once enough blocks were taken: this takes some until a ring of its own is gone. */
const collector = `((WeakRef) => () => {
  const ring = (() => { const r = {}; r.r = r; return new WeakRef(r); })();
  while (ring.deref()) { const r = {}; r.r = r; }
})(WeakRef)`;
const stackSize = 256 << 10;

export class VirtualCard extends EventEmitter<VirtualCardEvents> {
  readonly board: BoardProfile;
  readonly storage: CardStorage;
  readonly #clock: CardClock;
  readonly #timeLimit: number;
  readonly #newRuntime: () => QuickJSRuntime;
  #machine: Machine | undefined;
  #rx: Uint8Array[] = [];
  #rxLength = 0;
  #led = false;

  private constructor(options: VirtualCardOptions, newRuntime: () => QuickJSRuntime) {
    super();
    this.board = options.board;
    this.storage = options.storage ?? new MemoryStorage();
    this.#clock = options.clock ?? realClock;
    this.#timeLimit = options.timeLimit ?? 10_000;
    this.#newRuntime = newRuntime;
  }

  /** Makes a card and switches it on. Throws `CARD_CRYPTO` for a board on which no session could open. */
  static async create(options: VirtualCardOptions): Promise<VirtualCard> {
    const quickjs = await getQuickJS();
    const card = new VirtualCard(options, () => quickjs.newRuntime());
    const identity = options.cardId ? { cardId: options.cardId } : {};
    const files = installCard(options.board, options.runtime, identity);
    const isNew = !card.storage.read(runtimeFile);
    for (const [name, content] of files) if (isNew || name === runtimeFile) card.storage.write(name, content);
    card.#boot();
    return card;
  }

  /** Is its light on? */
  get led(): boolean {
    return this.#led;
  }
  get running(): boolean {
    return this.#machine !== undefined;
  }

  /** Bytes from the host. */
  write(bytes: Uint8Array): void {
    if (!this.#machine) return;
    const room = this.board.rx - this.#rxLength;
    if (room <= 0) return;
    const taken = Uint8Array.from(bytes.subarray(0, room));
    this.#rx.push(taken);
    if (this.#rxLength === 0) setImmediate(() => this.#drain());
    this.#rxLength += taken.length;
  }

  #drain(): void {
    const bytes = Buffer.concat(this.#rx);
    this.#rx = [];
    this.#rxLength = 0;
    for (let at = 0; at < bytes.length; at += chunkLength)
      this.#machine?.enter('data', this.board.port, bytes.subarray(at, at + chunkLength));
  }

  /** Presses the button and lets it go. */
  press(): void {
    const pin = this.board.button?.pin;
    if (this.board.buttonPort) this.#machine?.enter('data', this.board.buttonPort, Uint8Array.of(1));
    if (!pin) return;
    const edges = this.board.button.edge === 'rising' ? ['rising', 'falling'] : ['falling', 'rising'];
    for (const edge of edges) this.#machine?.enter('edge', pin, edge);
  }

  /** Cuts the power and gives it back: RAM is gone, flash stays. */
  powerCycle(): void {
    this.stop();
    this.#boot();
  }

  /** Cuts the power. */
  stop(): void {
    this.#machine?.stop();
    this.#machine = undefined;
    this.#rx = [];
    this.#rxLength = 0;
    this.#setLed(false);
  }

  #setLed(on: boolean): void {
    if (on === this.#led) return;
    this.#led = on;
    this.emit('led', on);
  }

  #boot(): void {
    const machine: Machine = new Machine(this.#newRuntime(), this.board, this.storage, this.#clock, this.#timeLimit, {
      write: (port, bytes) => {
        if (this.#machine === machine && port === this.board.port) this.emit('data', bytes);
      },
      led: (pin, on) => {
        if (this.#machine === machine && pin === this.board.led) this.#setLed(on);
      },
      print: (text) => this.emit('print', text),
      load: () => setImmediate(() => this.#machine === machine && this.powerCycle()),
      runaway: () => {
        this.emit('watchdog');
        setImmediate(() => this.#machine === machine && this.powerCycle());
      },
    });
    this.#machine = machine;
    this.emit('boot');
    machine.enter('boot', '', this.storage.read('.bootcde') ?? new Uint8Array(0));
  }
}

interface Outside {
  write(port: string, bytes: Uint8Array): void;
  led(pin: string, on: boolean): void;
  print(text: string): void;
  load(): void;
  runaway(): void;
}

/** One life of a card, from power-on to power-off. */
class Machine {
  readonly #context: QuickJSContext;
  readonly #timers = new Map<number, unknown>();
  #entry: QuickJSHandle | undefined;
  #depth = 0;
  #stopped = false;
  #deadline = 0;
  #idleHeap = 0;
  readonly #collector: QuickJSHandle;

  constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly board: BoardProfile,
    private readonly storage: CardStorage,
    private readonly clock: CardClock,
    private readonly timeLimit: number,
    private readonly outside: Outside,
  ) {
    runtime.setMemoryLimit(heapBase + board.vars * board.block * heapFactor);
    runtime.setMaxStackSize(stackSize);
    this.#context = runtime.newContext();
    this.#collector = this.#context.unwrapResult(this.#context.evalCode(collector));
    const host = this.#context.newObject();
    for (const [name, f] of Object.entries(this.#host()))
      this.#context
        .newFunction(name, (...args) => (this.#stopped ? undefined : f(...args)))
        .consume((handle) => this.#context.setProp(host, name, handle));
    this.#context.setProp(this.#context.global, '$host', host);
    host.dispose();
    this.#entry = this.#context.unwrapResult(
      this.#context.evalCode(
        guestProgram({
          board: board.name,
          vars: board.vars,
          block: board.block,
          sha256: board.crypto.sha256,
          cbc: board.crypto.cbc,
          ccm: board.crypto.ccm,
          ports: [board.port, board.buttonPort].filter((p) => p !== undefined),
          pins: [board.button?.pin, board.led].filter((p) => p !== undefined),
        }),
      ),
    );
    this.#context.unwrapResult(this.#context.evalCode('delete $host')).dispose();
    this.#idleHeap = this.#heap();
  }

  /** Runs the guest's entry point, then its promise jobs. An exception of the guest ends that event, as on a board. */
  enter(what: string, id: string | number, argument?: Uint8Array | string): void {
    if (this.#stopped || !this.#entry) return;
    const c = this.#context;
    const handles = [
      c.newString(what),
      typeof id === 'number' ? c.newNumber(id) : c.newString(id),
      argument instanceof Uint8Array ? this.#buffer(argument) : c.newString(argument ?? ''),
    ];
    this.#deadline = Date.now() + this.timeLimit;
    this.runtime.setInterruptHandler(() => this.#stopped || Date.now() > this.#deadline);
    this.#depth++;
    const result = c.callFunction(this.#entry, c.undefined, ...handles);
    for (const handle of handles) handle.dispose();
    this.#report(result);
    for (;;) {
      if (this.#stopped) break;
      const jobs = this.runtime.executePendingJobs(64);
      if (jobs.error) this.#report(jobs);
      else if (jobs.value === 0) break;
    }
    this.#depth--;
    if (this.#stopped) this.#dispose();
    else if (Date.now() > this.#deadline) this.outside.runaway();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const handle of this.#timers.values()) this.clock.clearTimeout(handle);
    this.#timers.clear();
    this.#dispose();
  }

  #dispose(): void {
    if (this.#depth > 0 || !this.#entry) return;
    this.#entry.dispose();
    this.#entry = undefined;
    this.#collector.dispose();
    this.#context.dispose();
    this.runtime.dispose();
  }

  #report(result: { error?: QuickJSHandle; value?: unknown; dispose?: () => void }): void {
    if (!result.error) {
      if (result.value && typeof result.value === 'object') (result.value as QuickJSHandle).dispose();
      return;
    }
    if (!this.#stopped) {
      const error = this.#context.dump(result.error) as { message?: string } | string;
      this.outside.print(`Uncaught ${typeof error === 'object' ? JSON.stringify(error) : error}`);
    }
    result.error.dispose();
  }

  /** The guest's garbage goes, rings of references included, as when Espruino is asked for its memory. */
  #collect(): void {
    this.#context.unwrapResult(this.#context.callFunction(this.#collector, this.#context.undefined)).dispose();
  }

  #heap(): number {
    this.#collect();
    const usage = this.runtime.computeMemoryUsage();
    const bytes = this.#context.dump(usage) as { memory_used_size: number };
    usage.dispose();
    return bytes.memory_used_size;
  }

  #buffer(bytes: Uint8Array): QuickJSHandle {
    return this.#context.newArrayBuffer(Uint8Array.from(bytes).buffer);
  }

  /** What the guest may ask of the host. */
  #host(): Record<string, (...args: QuickJSHandle[]) => QuickJSHandle | undefined> {
    const c = this.#context;
    const text = (h: QuickJSHandle): string => c.getString(h);
    const number = (h: QuickJSHandle): number => c.getNumber(h);
    const bytes = (h: QuickJSHandle): Uint8Array => {
      const view = c.getArrayBuffer(h);
      const copy = Uint8Array.from(view.value);
      view.dispose();
      return copy;
    };
    return {
      sha256: (m) => this.#buffer(sha256(bytes(m!))),
      aes: (encrypt, m, k, iv, mode) => {
        const out = aes(number(encrypt!) === 1, bytes(m!), bytes(k!), bytes(iv!), text(mode!));
        if (!out) this.outside.print('ERROR: Invalid input length');
        return out && this.#buffer(out);
      },
      ccmEncrypt: (m, k, nonce, tag) => {
        const out = ccmEncrypt(bytes(m!), bytes(k!), bytes(nonce!), number(tag!));
        return out && this.#buffer(out);
      },
      ccmDecrypt: (m, k, nonce, tag) => {
        const out = ccmDecrypt(bytes(m!), bytes(k!), bytes(nonce!), bytes(tag!));
        return out && this.#buffer(out);
      },
      crc32: (m) => c.newNumber(crc32(bytes(m!))),
      random: () => c.newNumber(randomInt(0x1_0000_0000) | 0),
      now: () => c.newNumber(this.clock.now() / 1000),
      read: (name) => {
        const data = this.storage.read(text(name!));
        return data && this.#buffer(data);
      },
      put: (name, data) => {
        this.storage.write(text(name!), bytes(data!));
        return c.true;
      },
      erase: (name) => {
        this.storage.erase(text(name!));
        return undefined;
      },
      names: () => c.newString(JSON.stringify(this.storage.names())),
      used: () => c.newNumber(this.#used()),
      refused: (code) => c.newString(refusedSyntax(text(code!))),
      atob: (s) => this.#buffer(Buffer.from(text(s!), 'base64')),
      btoa: (b) => c.newString(Buffer.from(bytes(b!)).toString('base64')),
      write: (port, data) => {
        this.outside.write(text(port!), bytes(data!));
        return undefined;
      },
      pin: (name, on) => {
        this.outside.led(text(name!), number(on!) === 1);
        return undefined;
      },
      // Nobody holds the button.
      level: () => c.newNumber(this.board.button?.edge === 'falling' ? 1 : 0),
      print: (s) => {
        this.outside.print(text(s!));
        return undefined;
      },
      load: () => {
        this.outside.load();
        return undefined;
      },
      timer: (id, ms, repeat) => {
        this.#timer(number(id!), number(ms!), number(repeat!) === 1);
        return undefined;
      },
      clear: (id) => {
        this.clock.clearTimeout(this.#timers.get(number(id!)));
        this.#timers.delete(number(id!));
        return undefined;
      },
    };
  }

  #timer(id: number, ms: number, repeat: boolean): void {
    const fire = (): void => {
      if (repeat) this.#timers.set(id, this.clock.setTimeout(fire, ms));
      else this.#timers.delete(id);
      this.enter('timer', id);
    };
    this.#timers.set(id, this.clock.setTimeout(fire, ms));
  }

  /** JsVars in use, estimated from the interpreter's heap: what came since power-on, scaled. */
  #used(): number {
    const grown = Math.max(0, this.#heap() - this.#idleHeap);
    return Math.min(this.board.vars, 200 + Math.ceil(grown / (this.board.block * heapFactor)));
  }
}

// A card inside this process: the card's own runtime in an isolated interpreter.
//
// It behaves at the port as a board does: input comes in chunks of at most 64 bytes at the speed of its line, and what
// exceeds the receive buffer before the interpreter gets to it is lost in silence. Memory, flash and time are bounded; a
// runaway is ended as a watchdog would, by starting the card again. A card whose console is open evaluates what it gets.
import { EventEmitter } from 'node:events';
import { getQuickJS, type QuickJSRuntime } from 'quickjs-emscripten';
import { bootFile, placeAt, runtimeFile } from '../boards/files.js';
import { installCard } from '../boards/install.js';
import type { BoardProfile } from '../boards/profile.js';
<<<<<<< HEAD
import { aes, ccmDecrypt, ccmEncrypt, sha256 } from './crypto.js';
import { refusedSyntax } from './dialect.js';
import { guestProgram } from './espruino-api.js';
import { type CardStorage, MemoryStorage } from './storage.js';
=======
import { VirtualConsole } from './console.js';
import { SerialLine } from './line.js';
import { type CardClock, Machine, realClock } from './machine.js';
import { type CardStorage, MemoryStorage, writePart } from './storage.js';
>>>>>>> afe92c2 (wip)

export type { CardClock } from './machine.js';

export interface VirtualCardOptions {
  readonly board: BoardProfile;
  /**
   * The runtime's text (latin1). A card whose flash holds another one is given this one; its slots stay. Without one it is a
   * board as it comes, or as it was left.
   */
  readonly runtime?: string | undefined;
  /** Default: in memory. */
  readonly storage?: CardStorage;
  readonly clock?: CardClock;
  /** Longest run of card code without a pause, in ms (default 10,000). */
  readonly timeLimit?: number;
  /** 16 bytes, for a card that is new (default: drawn). */
  readonly cardId?: Uint8Array;
  /** Bits per second of its line, both ways, ten for a byte. Default 0: as fast as it goes. */
  readonly baud?: number;
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

export class VirtualCard extends EventEmitter<VirtualCardEvents> {
  readonly board: BoardProfile;
  readonly storage: CardStorage;
  readonly #clock: CardClock;
  readonly #timeLimit: number;
  readonly #newRuntime: () => QuickJSRuntime;
  readonly #toCard: SerialLine;
  readonly #toHost: SerialLine;
  #machine: Machine | undefined;
  #shell: VirtualConsole | undefined;
  #rx: Uint8Array[] = [];
  #rxLength = 0;
  #led = false;
  #held = false;
  #consoleOpen = true;

  private constructor(options: VirtualCardOptions, newRuntime: () => QuickJSRuntime) {
    super();
    this.board = options.board;
    this.storage = options.storage ?? new MemoryStorage();
    this.#clock = options.clock ?? realClock;
    this.#timeLimit = options.timeLimit ?? 10_000;
    this.#newRuntime = newRuntime;
    const { baud = 0 } = options;
    this.#toCard = new SerialLine(baud, this.#clock, (bytes) => this.#receive(bytes));
    this.#toHost = new SerialLine(baud, this.#clock, (bytes) => this.emit('data', bytes));
  }

  /** Makes a card and switches it on. Throws `CARD_CRYPTO` for a board on which no session could open. */
  static async create(options: VirtualCardOptions): Promise<VirtualCard> {
    const quickjs = await getQuickJS();
    const card = new VirtualCard(options, () => quickjs.newRuntime());
    if (options.runtime !== undefined) card.#install(options.runtime, options.cardId);
    card.#boot(bootFile);
    return card;
  }

  #install(runtime: string, cardId: Uint8Array | undefined): void {
    const files = installCard(this.board, runtime, cardId ? { cardId } : {});
    const boot = this.storage.read(bootFile);
    const current = boot && runtimeFile + String.fromCharCode(boot[placeAt] ?? 0);
    if (current && this.storage.read(current)) this.storage.write(current, Buffer.from(runtime, 'latin1'));
    else for (const [name, content] of files) this.storage.write(name, content);
  }

  /** Is its light on? */
  get led(): boolean {
    return this.#led;
  }
  get running(): boolean {
    return this.#machine !== undefined;
  }
  /** Does what comes to its port reach the interpreter? */
  get consoleOpen(): boolean {
    return this.#consoleOpen;
  }

  /** Bytes from the host. */
  write(bytes: Uint8Array): void {
    if (this.#machine) this.#toCard.write(bytes);
  }

  #receive(bytes: Uint8Array): void {
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
    for (let at = 0; at < bytes.length; at += chunkLength) {
      const chunk = bytes.subarray(at, at + chunkLength);
      // What goes to the console is no data for a program.
      if (this.#consoleOpen) this.#shell?.input(chunk);
      else this.#machine?.enter('data', this.board.port, chunk);
    }
  }

  /** Presses the button and lets it go. */
  press(): void {
    const pin = this.board.button?.pin;
    if (this.board.buttonPort) this.#machine?.enter('data', this.board.buttonPort, Uint8Array.of(1));
    if (!pin) return;
    const edges = this.board.button.edge === 'rising' ? ['rising', 'falling'] : ['falling', 'rising'];
    for (const edge of edges) this.#machine?.enter('edge', pin, edge);
  }

  /** Cuts the power and gives it back: RAM is gone, flash stays. `held`: with the button held meanwhile. */
  powerCycle(held = false): void {
    this.stop();
    this.#consoleOpen = true;
    this.#held = held;
    this.#boot(bootFile);
    // Held until the runtime has looked, which it does at once.
    this.#held = false;
  }

  /** Cuts the power. */
  stop(): void {
    this.#machine?.stop();
    this.#machine = undefined;
    this.#shell = undefined;
    this.#rx = [];
    this.#rxLength = 0;
    this.#toCard.clear();
    this.#toHost.clear();
    this.#setLed(false);
  }

  #setLed(on: boolean): void {
    if (on === this.#led) return;
    this.#led = on;
    this.emit('led', on);
  }

  /** Starts with a file of Storage; a console that was closed stays so, as after Espruino's `load()`. */
  #boot(file: string): void {
    const machine: Machine = new Machine(this.#newRuntime(), this.board, this.storage, this.#clock, this.#timeLimit, {
      write: (port, bytes) => {
        if (this.#machine === machine && port === this.board.port) this.#toHost.write(bytes);
      },
      led: (pin, on) => {
        if (this.#machine === machine && pin === this.board.led) this.#setLed(on);
      },
      print: (text) => {
        this.emit('print', text);
        if (this.#machine === machine && this.#consoleOpen) this.#toHost.write(Buffer.from(`${text}\r\n`, 'latin1'));
      },
      console: (where) => {
        this.#consoleOpen = where === 'open' || where === this.board.port;
      },
      held: () => this.#held,
      load: (next) => setImmediate(() => this.#machine === machine && this.#restart(next || bootFile)),
      runaway: () => {
        this.emit('watchdog');
        setImmediate(() => this.#machine === machine && this.powerCycle());
      },
    });
    this.#machine = machine;
    this.#shell = new VirtualConsole({
      board: this.board.name,
      evaluate: (code) => {
        const said = machine.enter('repl', '', Buffer.from(code, 'latin1')) ?? '!Error';
        return said[0] === '=' ? { value: said.slice(1) } : { thrown: said.slice(1) };
      },
      put: (name, data, offset, size) => !writePart(this.storage, this.board.storage, name, data, offset, size),
      write: (bytes) => this.#machine === machine && this.#toHost.write(bytes),
    });
    this.emit('boot');
<<<<<<< HEAD
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
=======
    machine.enter('boot', '', this.storage.read(file) ?? new Uint8Array(0));
  }

  #restart(file: string): void {
    this.stop();
    this.#boot(file);
>>>>>>> afe92c2 (wip)
  }
}

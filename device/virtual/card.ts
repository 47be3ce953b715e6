// A card inside this process: the card's own runtime in an isolated interpreter.
//
// It behaves at the port as a board does: input comes in chunks of at most 64 bytes at the speed of its line, and what
// exceeds the receive buffer before the interpreter gets to it is lost in silence. Memory, flash and time are bounded; a
// runaway is ended as a watchdog would, by starting the card again. A card whose console is open evaluates what it gets.
import { EventEmitter } from 'node:events';
import { getQuickJS, type QuickJSRuntime } from 'quickjs-emscripten';
import { bootCode, placeOf } from '../boards/boot-code.js';
import { bootFile, configFile, consoleFile, runtimeFile, unlockKeyFile } from '../boards/files.js';
import { installCard } from '../boards/install.js';
import type { BoardProfile } from '../boards/profile.js';
import { VirtualConsole } from './console.js';
import { SerialLine } from './line.js';
import { type CardClock, Machine, realClock } from './machine.js';
import { type CardStorage, MemoryStorage, writePart } from './storage.js';

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
    const place = boot && placeOf(Buffer.from(boot).toString('latin1'));
    const configuration = place && this.storage.read(configFile + place);
    const console = this.storage.read(consoleFile);
    if (configuration && console) {
      const started = { runtime: Buffer.from(runtime, 'latin1'), configuration, console };
      const unlockKey = this.storage.read(unlockKeyFile);
      this.storage.write(runtimeFile + place, started.runtime);
      this.storage.write(bootFile, Buffer.from(bootCode(place, { ...started, unlockKey }), 'ascii'));
    } else for (const [name, content] of files) this.storage.write(name, content);
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
    machine.enter('boot', '', this.storage.read(file) ?? new Uint8Array(0));
  }

  #restart(file: string): void {
    this.stop();
    this.#boot(file);
  }
}

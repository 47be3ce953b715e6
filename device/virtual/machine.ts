// One life of a virtual card, from power-on to power-off: an isolated interpreter (QuickJS in WebAssembly) with the limits
// of a board, in which Espruino's globals are made from a few functions of this process.
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten';
import { runtimeFile, runtimeNameAt } from '../boards/files.js';
import type { BoardProfile } from '../boards/profile.js';
import { aes, ccmDecrypt, ccmEncrypt, pbkdf2, sha256 } from './crypto.js';
import { refusedSyntax } from './dialect.js';
import { guestProgram } from './espruino-api.js';
import { spelled } from './spelled.js';
import { type CardStorage, usedBytes, writePart } from './storage.js';

/** Time as the card sees it; injected in tests. */
export interface CardClock {
  /** Milliseconds. */
  now(): number;
  setTimeout(f: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const realClock: CardClock = {
  now: () => Date.now(),
  setTimeout: (f, ms) => setTimeout(f, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Bytes of the interpreter's heap for each byte of the board's: its objects are larger. */
const heapFactor = 8;
const heapBase = 8 << 20;
/** QuickJS collects rings only once enough blocks were taken: this takes some until a ring of its own is gone. */
const collector = `((WeakRef) => () => {
  const ring = (() => { const r = {}; r.r = r; return new WeakRef(r); })();
  while (ring.deref()) { const r = {}; r.r = r; }
})(WeakRef)`;
const stackSize = 256 << 10;

/** What a life of a card may do outside itself. */
export interface Outside {
  write(port: string, bytes: Uint8Array): void;
  led(pin: string, on: boolean): void;
  print(text: string): void;
  /** Starts again: with the boot code (`''`), with that file instead, or with nothing (`'-'`). */
  load(file: string): void;
  /** `open` or the name of a port: the console is there from now on; empty: nowhere. */
  console(where: string): void;
  /** Is the button held? */
  held(): boolean;
  runaway(): void;
}

export class Machine {
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
          total: board.growing ? 65535 : board.vars,
          block: board.block,
          storage: board.storage,
          sha256: board.crypto.sha256,
          cbc: board.crypto.cbc,
          pbkdf2: board.crypto.pbkdf2,
          ccm: board.crypto.ccm,
          nameAt: runtimeNameAt,
          nameLength: runtimeFile.length + 1,
          ports: [board.port, board.buttonPort].filter((p) => p !== undefined),
          pins: [board.button?.pin, board.led].filter((p) => p !== undefined),
        }),
      ),
    );
    this.#context.unwrapResult(this.#context.evalCode('delete $host')).dispose();
    this.#idleHeap = this.#heap();
  }

  /** Runs the guest's entry point, then its promise jobs. An exception of the guest ends that event, as on a board. */
  enter(what: string, id: string | number, argument?: Uint8Array | string): string | undefined {
    if (this.#stopped || !this.#entry) return undefined;
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
    const said = !result.error && c.typeof(result.value) === 'string' ? c.getString(result.value) : undefined;
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
    return said;
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
      pbkdf2: (secret, salt, n, length) =>
        this.#buffer(pbkdf2(bytes(secret!), bytes(salt!), number(n!), number(length!))),
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
      put: (name, data, offset, size) =>
        c.newString(
          writePart(this.storage, this.board.storage, text(name!), bytes(data!), number(offset!), number(size!)),
        ),
      room: () => c.newNumber(this.board.storage - usedBytes(this.storage)),
      erase: (name) => {
        this.storage.erase(text(name!));
        return undefined;
      },
      names: () => c.newString(JSON.stringify(this.storage.names())),
      used: () => c.newNumber(this.#used()),
      spelled: (code) => c.newString(spelled(Buffer.from(bytes(code!)).toString('latin1'))),
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
      level: () => c.newNumber((this.board.button?.edge === 'falling') !== this.outside.held() ? 1 : 0),
      console: (where) => {
        this.outside.console(text(where!));
        return undefined;
      },
      print: (s) => {
        this.outside.print(text(s!));
        return undefined;
      },
      load: (file) => {
        this.outside.load(text(file!));
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

// One direction of a faulty line: bytes in, other bytes out, later.
//
//   push ─→ flips, drops, doubles, swaps (per cell of 64 bytes) ─→ queue (baud, stalls, buffer) ─→ deliver
//
// What happens to a byte depends on seed and position alone, not on how the stream was cut into chunks: a failure found once
// is found again.
import type { Clock, Timer } from '../../host/clock.js';
import type { LineFaults } from './plan.js';
import { mixed, Random } from './random.js';

export type FaultKind = 'flip' | 'drop' | 'duplicate' | 'reorder' | 'stall' | 'overrun' | 'cut' | 'brown-out';

export interface LineOutputs {
  readonly deliver: (bytes: Uint8Array) => void;
  /** A fault at this byte of the direction. `cut` and `brown-out` are the owner's to carry out. */
  readonly onFault: (kind: FaultKind, at: number) => void;
}

const cellLength = 64;
/** A cell that waits for its successor does not wait for ever. */
const holdTime = 20;
/** A paced line delivers at least so many ms apart. */
const quantum = 2;

/** What happens to one cell. */
interface Fate {
  readonly drop: boolean;
  readonly duplicate: boolean;
  readonly swap: boolean;
  readonly stall: boolean;
  /** Bits of the cell that flip, rising. */
  readonly flips: readonly number[];
}

/** Positions at which something happens: named ones, then random ones. */
class Marks {
  #named: number[];
  #next: number;
  constructor(
    private readonly random: Random,
    named: readonly number[] = [],
    private readonly every?: number,
  ) {
    this.#named = [...named];
    this.#next = this.#draw(0);
  }
  get next(): number {
    return this.#next;
  }
  pass(): void {
    this.#next = this.#draw(this.#next + 1);
  }
  #draw(from: number): number {
    const named = this.#named[0] ?? Number.POSITIVE_INFINITY;
    const drawn = this.every === undefined ? Number.POSITIVE_INFINITY : from + this.random.gap(1 / this.every);
    if (named <= drawn) this.#named.shift();
    return Math.min(named, drawn);
  }
}

export class FaultLine {
  #position = 0;
  #faults: LineFaults;
  readonly #cuts: Marks;
  readonly #brownOuts: Marks;
  #fate: Fate | undefined;
  /** What of the cell of now has passed, and a cell that waits for its successor. */
  #cell: Uint8Array[] = [];
  #held: Uint8Array[] | undefined;
  #holdTimer: Timer | undefined;
  /** Counts the breaks. */
  #life = 0;
  /** Bytes on their way, and between them stalls, ms. */
  #queue: (Uint8Array | number)[] = [];
  #queued = 0;
  /** When the line is free again. */
  #free = 0;
  #timer: Timer | undefined;

  /** `salt`: tells the directions of one seed apart. */
  constructor(
    faults: LineFaults,
    private readonly seed: number,
    private readonly salt: number,
    private readonly clock: Clock,
    private readonly out: LineOutputs,
  ) {
    this.#faults = faults;
    this.#cuts = new Marks(new Random(mixed(seed, salt, 1)), faults.cutAt, faults.cutEvery);
    this.#brownOuts = new Marks(new Random(mixed(seed, salt, 2)), faults.brownOutAt, faults.brownOutEvery);
  }

  /** Bytes that came in so far. */
  get position(): number {
    return this.#position;
  }

  push(bytes: Uint8Array): void {
    let rest = Uint8Array.from(bytes);
    while (rest.length > 0) {
      const until = Math.min(this.#cuts.next, this.#brownOuts.next) - this.#position;
      if (until > 0) {
        this.#cells(rest.subarray(0, Math.min(until, rest.length)));
        rest = rest.subarray(until);
        continue;
      }
      // Whatever stood behind the break is lost with it.
      const kind = this.#cuts.next <= this.#brownOuts.next ? 'cut' : 'brown-out';
      (kind === 'cut' ? this.#cuts : this.#brownOuts).pass();
      this.#position += rest.length;
      this.reset();
      this.out.onFault(kind, this.#position);
      return;
    }
  }

  /** What is on its way is lost. */
  reset(): void {
    this.#life++;
    this.#holdTimer?.cancel();
    this.#timer?.cancel();
    this.#holdTimer = this.#timer = undefined;
    this.#held = undefined;
    this.#fate = undefined;
    this.#cell = [];
    this.#queue = [];
    this.#queued = 0;
    this.#free = 0;
  }

  /** Bytes pass unharmed from now on; the line keeps its speed. */
  heal(): void {
    this.#release();
    this.#faults = this.#faults.baud === undefined ? {} : { baud: this.#faults.baud };
    this.#fate = undefined;
  }

  #cells(bytes: Uint8Array): void {
    const life = this.#life;
    for (let at = 0; at < bytes.length; ) {
      const offset = this.#position % cellLength;
      const piece = bytes.subarray(at, at + cellLength - offset);
      if (offset === 0 || !this.#fate) this.#enter(Math.floor(this.#position / cellLength));
      const fate = this.#fate!;
      this.#pass(piece, offset, fate);
      this.#position += piece.length;
      at += piece.length;
      // What a delivery sets off may break the line: the rest is lost.
      if (this.#life !== life) {
        this.#position += bytes.length - at;
        return;
      }
      if (offset + piece.length === cellLength) this.#leave(fate);
    }
  }

  #enter(cell: number): void {
    const { bitErrors = 0, drops = 0, duplicates = 0, reorders = 0, stalls } = this.#faults;
    const random = new Random(mixed(this.seed, this.salt, 3, cell));
    const fate = {
      drop: random.chance(drops),
      duplicate: random.chance(duplicates),
      swap: random.chance(reorders),
      stall: random.chance(stalls?.rate ?? 0),
      flips: [] as number[],
    };
    for (let bit = random.gap(bitErrors); bit < cellLength * 8; bit += 1 + random.gap(bitErrors)) fate.flips.push(bit);
    this.#fate = fate;
    this.#cell = [];
    if (fate.drop) this.out.onFault('drop', this.#position);
    if (fate.stall) {
      this.out.onFault('stall', this.#position);
      this.#queue.push(stalls!.ms);
    }
  }

  #pass(piece: Uint8Array, offset: number, fate: Fate): void {
    for (const bit of fate.flips) {
      const at = (bit >> 3) - offset;
      if (at < 0 || at >= piece.length) continue;
      piece[at]! ^= 1 << (bit & 7);
      this.out.onFault('flip', this.#position + at);
    }
    if (fate.drop) return;
    this.#cell.push(piece);
    if (fate.swap && !this.#held) this.#armHold();
    else this.#enqueue(piece);
  }

  #leave(fate: Fate): void {
    if (fate.duplicate && !fate.drop) {
      this.out.onFault('duplicate', this.#position);
      for (const piece of this.#cell) this.#enqueue(piece);
    }
    if (fate.swap && !fate.drop && !this.#held && this.#holdTimer) {
      this.#held = this.#cell;
      this.#cell = [];
      this.out.onFault('reorder', this.#position);
      return;
    }
    this.#afterCell();
  }

  /** The cell that waited goes behind this one. */
  #afterCell(): void {
    const held = this.#held;
    this.#held = undefined;
    this.#cell = [];
    if (!held) return;
    this.#holdTimer?.cancel();
    this.#holdTimer = undefined;
    for (const piece of held) this.#enqueue(piece);
  }

  #armHold(): void {
    this.#holdTimer ??= this.clock.after(holdTime, () => this.#release());
  }

  /** The line fell quiet: what waits for a successor goes now, the cell of now included. */
  #release(): void {
    if (!this.#holdTimer) return;
    this.#holdTimer.cancel();
    this.#holdTimer = undefined;
    const pieces = this.#held ?? this.#cell;
    this.#held = undefined;
    this.#cell = [];
    if (this.#fate) this.#fate = { ...this.#fate, swap: false, duplicate: false };
    for (const piece of pieces) this.#enqueue(piece);
  }

  // --- speed ------------------------------------------------------------------------------------------------------

  #enqueue(piece: Uint8Array): void {
    if (this.#faults.baud === undefined && this.#queue.length === 0) {
      this.out.deliver(piece);
      return;
    }
    const room = (this.#faults.buffer ?? Number.POSITIVE_INFINITY) - this.#queued;
    if (piece.length > room) this.out.onFault('overrun', this.#position);
    const taken = piece.subarray(0, Math.max(0, room));
    if (taken.length === 0) return;
    if (this.#queue.length === 0) this.#free = Math.max(this.#free, this.clock.now());
    this.#queue.push(taken);
    this.#queued += taken.length;
    this.#arm();
  }

  /** Bytes before the next stall. */
  #run(): number {
    let run = 0;
    for (const item of this.#queue) {
      if (typeof item === 'number') break;
      run += item.length;
    }
    return run;
  }

  #arm(): void {
    if (this.#timer || this.#queued === 0) return;
    const now = this.clock.now();
    while (typeof this.#queue[0] === 'number') this.#free = Math.max(this.#free, now) + (this.#queue.shift() as number);
    const perByte = this.#faults.baud === undefined ? 0 : 10_000 / this.#faults.baud;
    const wait = Math.max(0, this.#free - now) + Math.max(perByte, Math.min(quantum, this.#run() * perByte));
    this.#timer = this.clock.after(wait, () => {
      this.#timer = undefined;
      const passed = this.clock.now() - this.#free;
      const due = perByte === 0 ? this.#run() : Math.min(this.#run(), Math.floor(passed / perByte + 1e-6));
      this.#free += due * perByte;
      if (due > 0) this.#deliver(due);
      this.#arm();
    });
  }

  #deliver(count: number): void {
    const out: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      const head = this.#queue.shift() as Uint8Array;
      out.push(head.subarray(0, left));
      if (head.length > left) this.#queue.unshift(head.subarray(left));
      left -= Math.min(left, head.length);
    }
    this.#queued -= count;
    this.out.deliver(Buffer.concat(out));
  }
}

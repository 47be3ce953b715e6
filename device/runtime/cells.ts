// Channel mode: the stream between card and server in cells of one size at a set pace, see protocol/messages/cells.ts.
//
// A cell that does not fit stops the stream; the one after it tells what was done to it.
import {
  CELL_DROPPED,
  CELL_INSERTED,
  CELL_REORDERED,
  CELL_REPLAYED,
  SEAL_BROKEN,
  STREAM_TRUNCATED,
} from '../../protocol/errors/numbers.js';
import { at16, blob, chr, refusal } from './bytes.js';
import { fitsRecord, openRecord, sealRecord } from './channel.js';
import { sha256 } from './crypto.js';
import { chCell, msgChannel } from './messages.js';
import type { SessionState } from './session.js';

/** Cells before and after the expected one that a strange one is tried as. */
const reach = 4;
/** Cells that leave at one tick at most. */
const burst = 4;
const head = 19;

export interface Cells {
  /** Bytes of a cell's body; seconds from one to the next, that one may be late, and without one. */
  readonly size: number;
  readonly pace: number;
  readonly late: number;
  readonly quiet: number;
  /** Messages that wait, and what of the first has left. */
  out: string[];
  from: number;
  /** The running digests. */
  up: string;
  down: string;
  /** When the next one leaves, when the last one came (0: none yet). */
  next: number;
  seen: number;
  /** What has come of a message. */
  part: string;
  /** How many are missing; −1: one was unreadable. */
  odd: number;
  /** 2: one came too late; the next one that leaves says so. */
  warn: number;
}

/** What channel code's header says of cells; nothing in packet mode. */
export function cellsOf(header: string): Cells | undefined {
  'cold';
  const [size, pace, late, quiet] = JSON.parse(header).cells || [];
  if (!(size >= 64 && size <= 1024 && pace >= 100 && late >= pace && quiet >= late)) return undefined;
  return {
    size: size,
    pace: pace / 1000,
    late: late / 1000,
    quiet: quiet / 1000,
    out: [],
    from: 0,
    up: '',
    down: '',
    next: 0,
    seen: 0,
    part: '',
    odd: 0,
    warn: 0,
  };
}

/** Both digests start anew with an epoch. */
export function startCells(c: Cells): void {
  'cold';
  c.up = c.down = E.toString(new Uint8Array(16));
  c.odd = 0;
}

function sendCell(s: SessionState, c: Cells): void {
  'cold';
  const most = c.size - head;
  const message = c.out.length ? c.out[0]! : '';
  const data = message.substr(c.from, most);
  c.from += data.length;
  const ends = message && c.from >= message.length ? 1 : 0;
  if (ends) {
    c.out.shift();
    c.from = 0;
  }
  const pad = data.length < most ? E.toString(new Uint8Array(most - data.length)) : '';
  const record = sealRecord(s.channel!, chCell, c.up + chr(ends | c.warn) + blob(data) + pad);
  c.up = sha256([c.up, record]).substr(0, 16);
  c.warn = 0;
  s.tell(msgChannel, blob(record));
}

/** Everything that waits leaves now: before an epoch takes over, and at the end. */
export function flushCells(s: SessionState, c: Cells): void {
  'cold';
  while (c.out.length) sendCell(s, c);
}

/** Sends what is due; a cell without a message in it if none waits. Throws what silence means. */
export function tickCells(s: SessionState, c: Cells): void {
  'cold';
  const now = getTime();
  const silence = c.seen ? now - c.seen : 0;
  if (c.odd && silence > c.late) throw refusal(c.odd > 0 ? CELL_DROPPED : SEAL_BROKEN, 'cells');
  if (silence > c.quiet) throw refusal(STREAM_TRUNCATED, 'cells');
  if (c.next < now - burst * c.pace) c.next = now;
  for (; c.next <= now; c.next += c.pace) sendCell(s, c);
}

/** What a cell that does not fit means, now that the next one is there. */
function judge(s: SessionState, c: Cells, record: string): number {
  'cold';
  const channel = s.channel!;
  if (c.odd < 0) return fitsRecord(channel, 0, record) ? CELL_INSERTED : SEAL_BROKEN;
  for (let i = 0; i < c.odd; i++) if (fitsRecord(channel, i, record)) return CELL_REORDERED;
  return CELL_DROPPED;
}

function strange(s: SessionState, c: Cells, record: string): void {
  'cold';
  for (let i = 1; i <= reach; i++) if (fitsRecord(s.channel!, -i, record)) throw refusal(CELL_REPLAYED, 'cells');
  c.odd = -1;
  for (let i = 1; i <= reach && c.odd < 0; i++) if (fitsRecord(s.channel!, i, record)) c.odd = i;
}

/** Takes a cell: the message that it completes, or nothing. */
export function takeCell(s: SessionState, c: Cells, record: string): string {
  'cold';
  if (c.odd) throw refusal(judge(s, c, record), 'cells');
  const now = getTime();
  const silence = c.seen ? now - c.seen : 0;
  c.seen = now;
  let m = '';
  try {
    m = openRecord(s.channel!, record);
  } catch (_) {
    strange(s, c, record);
    return '';
  }
  const n = at16(m, 18);
  if (m.charCodeAt(0) !== chCell || m.length !== c.size + 1 || n > c.size - head || m.substr(1, 16) !== c.down)
    throw refusal(SEAL_BROKEN, 'cells');
  c.down = sha256([c.down, record]).substr(0, 16);
  if (silence > c.late) c.warn = 2;
  c.part += m.substr(20, n);
  if (c.part.length > 3072) throw refusal(SEAL_BROKEN, 'cells');
  if (!(m.charCodeAt(17) & 1)) return '';
  const whole = c.part;
  c.part = '';
  return whole;
}

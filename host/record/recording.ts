// A recording of everything that passed the daemon's ports and uplinks, with times: one JSON object per line.
//
//   {"cpu6":"recording","version":1,"at":"2026-…"}                              a daemon starts
//   {"t":12.5,"wire":"card","name":"serial:/dev/ttyACM0","port":"open"}         a port was opened, or "lost"
//   {"t":12.9,"wire":"card","name":"…","direction":"down","bytes":"pQkAB…"}     base64; `down`: towards the card
//   {"t":20.1,"wire":"uplink","name":"<server id>","direction":"up","bytes":"…"}
//
// Times are ms since the line of the start. The bytes are what passed: between card and server sealed, on the card's line also
// enrolment, in which the host's share and the slot's secret travel in the clear. Keep a recording as you keep a key.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Clock } from '../clock.js';

export type Wire = 'card' | 'uplink';
export type Direction = 'down' | 'up';

export type RecordedEntry =
  | {
      readonly t: number;
      readonly wire: Wire;
      readonly name: string;
      readonly direction: Direction;
      readonly bytes: Buffer;
    }
  | { readonly t: number; readonly wire: Wire; readonly name: string; readonly port: 'open' | 'lost' };

const version = 1;

export class Recorder {
  readonly #file: number;
  readonly #began: number;

  /** Appends to `file`, which only its owner may read. */
  constructor(
    file: string,
    private readonly clock: Clock,
  ) {
    this.#file = openSync(file, 'a', 0o600);
    this.#began = clock.now();
    this.#line({ cpu6: 'recording', version, at: new Date(clock.date()).toISOString() });
  }

  bytes(wire: Wire, name: string, direction: Direction, bytes: Uint8Array): void {
    this.#line({ t: this.#now(), wire, name, direction, bytes: Buffer.from(bytes).toString('base64') });
  }
  port(name: string, open: boolean): void {
    this.#line({ t: this.#now(), wire: 'card', name, port: open ? 'open' : 'lost' });
  }
  close(): void {
    closeSync(this.#file);
  }

  #now(): number {
    return Math.round((this.clock.now() - this.#began) * 1000) / 1000;
  }
  #line(object: object): void {
    writeSync(this.#file, `${JSON.stringify(object)}\n`);
  }
}

/** One list of entries for each start of a daemon. Throws `INPUT_FILE`. A last line that was cut short is left out. */
export function readRecording(file: string): RecordedEntry[][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
  const fail = (number: number, why: string): never => {
    throw new Cpu6Error('INPUT_FILE', { file, why: `line ${number}: ${why}` });
  };
  const runs: RecordedEntry[][] = [];
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    let item: Record<string, unknown>;
    try {
      item = JSON.parse(line) as Record<string, unknown>;
    } catch {
      if (i === lines.length - 1) break;
      return fail(i + 1, 'no JSON');
    }
    if (item.cpu6 === 'recording') {
      if (item.version !== version) fail(i + 1, `a recording of version ${String(item.version)}`);
      runs.push([]);
      continue;
    }
    runs.at(-1)?.push(entryOf(item) ?? fail(i + 1, 'no entry of a recording'));
    if (runs.length === 0) fail(i + 1, 'no recording of cpu6');
  }
  return runs;
}

function entryOf({ t, wire, name, direction, bytes, port }: Record<string, unknown>): RecordedEntry | undefined {
  if (typeof t !== 'number' || (wire !== 'card' && wire !== 'uplink') || typeof name !== 'string') return undefined;
  if (port === 'open' || port === 'lost') return { t, wire, name, port };
  if ((direction !== 'down' && direction !== 'up') || typeof bytes !== 'string') return undefined;
  return { t, wire, name, direction, bytes: Buffer.from(bytes, 'base64') };
}

/** All bytes of a recording, wire by wire and direction by direction: for searching in them. */
export function recordedBytes(file: string): Buffer {
  const streams = new Map<string, Buffer[]>();
  for (const entry of readRecording(file).flat()) {
    if (!('bytes' in entry)) continue;
    const key = `${entry.wire} ${entry.name} ${entry.direction}`;
    streams.set(key, [...(streams.get(key) ?? []), entry.bytes]);
  }
  return Buffer.concat([...streams.values()].flat());
}

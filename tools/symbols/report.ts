// Finds what to decode in a pasted report: an event of a server, a line of its log, or what an interpreter printed.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { decodeApplet } from '../../protocol/applet/applet.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { SourceMap } from '../compiler/source-map.js';
import { resolveFrames } from './resolve.js';
import { findSymbols, readSymbols, type Symbols, symbolsDir } from './store.js';
import { parseTrace } from './trace.js';

/** Most bytes of a report. */
const largest = 1 << 20;

/** A part of a report that can be decoded by itself. */
export interface Part {
  /** Measurement of the code that it is about, or its first digits; empty if the report does not say. */
  readonly measurement: string;
  readonly message: string;
  readonly trace: string;
  /** Number of a call of `console`, or 0. */
  readonly log: number;
}

/** Reads the report in `file`, or standard input for `-`. Throws `INPUT_FILE`. */
export function readReport(file: string): string {
  try {
    const handle = file === '-' ? 0 : openSync(file, 'r');
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = Buffer.alloc(65_536);
      const n = readSync(handle, chunk, 0, chunk.length, null);
      if (n === 0) break;
      size += n;
      if (size > largest) throw new Error(`longer than ${largest} bytes`);
      chunks.push(chunk.subarray(0, n));
    }
    if (handle) closeSync(handle);
    return Buffer.concat(chunks).toString('latin1');
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
}

/** The parts of a report: each event in it; without any, the whole as one trace. */
export function partsOf(report: string): Part[] {
  const parts: Part[] = [];
  for (const line of report.split('\n')) {
    const start = line.indexOf('{');
    if (start < 0) continue;
    try {
      const read = JSON.parse(line.slice(start)) as Record<string, unknown>;
      const events = Array.isArray(read.reports) ? (read.reports as Record<string, unknown>[]) : [read];
      for (const { applet, trace, message, log } of events)
        if (typeof applet === 'string' && /^[0-9a-f]{8,64}$/.test(applet))
          parts.push({
            measurement: applet,
            message: String(message ?? ''),
            trace: typeof trace === 'string' ? trace : '',
            log: typeof log === 'number' ? log : 0,
          });
    } catch {
      // no event
    }
  }
  if (parts.length) return parts;
  const measurement = /\b(?:measurement|applet)[ =:"]+([0-9a-f]{8,64})/.exec(report)?.[1] ?? '';
  return [{ measurement, message: parseTrace(report).message, trace: report, log: 0 }];
}

/** Symbols of a map that the compiler wrote: `OUT.map` beside OUT, `NAME.map.json` beside NAME.applet, or kept symbols. */
export function symbolsFrom(file: string): Symbols {
  const kept = readSymbols(file);
  if (kept) return kept;
  const fail = (why: string): never => {
    throw new Cpu6Error('INPUT_FILE', { file, why });
  };
  let map: SourceMap & { pretokenised?: boolean };
  try {
    map = JSON.parse(readFileSync(file, 'utf8')) as SourceMap;
  } catch (error) {
    return fail((error as Error).message);
  }
  if (map.version !== 3 || typeof map.mappings !== 'string') return fail('it is no source map');
  const base = { version: 1, measurement: '', root: path.dirname(file), map } as const;
  const applet = file.replace(/\.map\.json$/, '.applet');
  if (applet !== file && existsSync(applet)) {
    const { code, header } = decodeApplet(readFileSync(applet));
    return { ...base, kind: 'applet', name: header.name, code, pretokenised: false };
  }
  const program = file.replace(/\.map$/, '');
  if (program === file || !existsSync(program)) return fail('what it was compiled to is not beside it');
  const code = readFileSync(program, 'latin1');
  if (/[\x80-\xff]/.test(code)) return fail('the program beside it is pretokenised: use the symbols that were kept');
  return { ...base, kind: 'program', name: path.basename(program), code, pretokenised: false };
}

/** The symbols that a part needs. Throws `SYMBOLS_UNKNOWN`. */
export function symbolsFor(part: Part, mapFile: string | undefined): Symbols {
  if (mapFile) return symbolsFrom(mapFile);
  const found = part.measurement ? findSymbols(part.measurement) : likeliest(part);
  if (found) return found;
  throw new Cpu6Error('SYMBOLS_UNKNOWN', {
    what: part.measurement
      ? part.measurement.slice(0, 16)
      : 'a report without a measurement, and its lines fit nothing that was compiled here',
  });
}

/** Of a report that does not say what it is about: what was compiled last of all that its printed lines are in. */
function likeliest({ trace }: Part): Symbols | undefined {
  const { frames } = parseTrace(trace);
  if (!frames.some(({ text }) => text)) return undefined;
  const files = readDirectory();
  for (const file of files) {
    const symbols = readSymbols(file);
    if (!symbols) continue;
    const resolved = resolveFrames(symbols, frames);
    if (frames.some(({ text }, i) => text && resolved[i]!.length > 0)) return symbols;
  }
  return undefined;
}

/** Newest first. */
function readDirectory(): string[] {
  try {
    const dir = symbolsDir();
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => path.join(dir, name))
      .map((file) => ({ file, time: statSync(file).mtimeMs }))
      .sort((a, b) => b.time - a.time)
      .map(({ file }) => file);
  } catch {
    return [];
  }
}

// Symbols of what was compiled, by measurement: so that an error reported days later is shown at the author's line.
//
// One file each, `MEASUREMENT.json`, in `$XDG_DATA_HOME/cpu6/symbols`. They hold names and places of the author's sources
// and the compiled text: they stay on the machine that compiled.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { limitOf } from '../../protocol/limits.js';
import type { SourceMap } from '../compiler/source-map.js';

export interface Symbols {
  readonly version: 1;
  /** SHA-256 of the applet or of the program, hex. */
  readonly measurement: string;
  readonly kind: 'applet' | 'program';
  /** Name of the process, or of the program's file. */
  readonly name: string;
  /** Directory of the entry, which the map's sources are relative to. */
  readonly root: string;
  /** The text that was compiled; `pretokenised`: places in reports count the bytes made of it. */
  readonly code: string;
  readonly pretokenised: boolean;
  readonly map: SourceMap;
}

const suffix = '.json';
const isMeasurement = /^[0-9a-f]{64}$/;

export const symbolsDir = (): string =>
  path.join(process.env.XDG_DATA_HOME || path.join(homedir(), '.local', 'share'), 'cpu6', 'symbols');

/** Keeps symbols; beyond the limit `symbols.bytes` the ones unused for longest go. */
export function keepSymbols(symbols: Symbols, dir = symbolsDir(), limit = limitOf('symbols.bytes')): void {
  // Where nothing can be kept, errors show no lines; that must not keep anybody from building.
  try {
    keep(symbols, dir, limit);
  } catch {
    // no home, or no room
  }
}

function keep(symbols: Symbols, dir: string, limit: number): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = path.join(dir, `${symbols.measurement}${suffix}`);
  const part = `${file}.${process.pid}`;
  writeFileSync(part, JSON.stringify(symbols), { mode: 0o600 });
  renameSync(part, file);
  prune(dir, limit, file);
}

function prune(dir: string, limit: number, newest: string): void {
  const all = readdirSync(dir).flatMap((name) => {
    const file = path.join(dir, name);
    try {
      const { size, mtimeMs } = statSync(file);
      return name.endsWith(suffix) ? [{ file, size, mtimeMs }] : [];
    } catch {
      return []; // another process removed it
    }
  });
  let total = all.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of all.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= limit) break;
    if (file === newest) continue;
    rmSync(file, { force: true });
    total -= size;
  }
}

/** The symbols of a measurement, given whole or by its first 8 digits or more; undefined if there are none or several. */
export function findSymbols(measurement: string, dir = symbolsDir()): Symbols | undefined {
  if (!/^[0-9a-f]{8,64}$/.test(measurement)) return undefined;
  let names: string[];
  try {
    names = readdirSync(dir).filter((n) => n.startsWith(measurement) && isMeasurement.test(n.slice(0, -suffix.length)));
  } catch {
    return undefined;
  }
  if (names.length !== 1) return undefined;
  const file = path.join(dir, names[0]!);
  const found = readSymbols(file);
  const now = new Date();
  if (found) utimesSync(file, now, now); // it is in use: the last to go
  return found;
}

/** The symbols in a file, or undefined if it holds none. */
export function readSymbols(file: string): Symbols | undefined {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Symbols;
    return read.version === 1 && typeof read.code === 'string' && read.map?.version === 3 ? read : undefined;
  } catch {
    return undefined;
  }
}

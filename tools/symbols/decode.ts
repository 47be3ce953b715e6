// Says where an error happened in the author's words: from a pasted report, or from what a card told its server.
import path from 'node:path';
import { namesOf, type Place, resolveFrames } from './resolve.js';
import { findSymbols, type Symbols } from './store.js';
import { type Frame, parseTrace } from './trace.js';

export interface DecodedFrame {
  readonly frame: Frame;
  /** Likeliest first; empty if nothing is known. */
  readonly places: readonly Place[];
}

export interface Decoded {
  readonly message: string;
  readonly name: string;
  readonly measurement: string;
  readonly frames: readonly DecodedFrame[];
}

/** Decodes a trace with the symbols of the code that it is from. `said`: the error's message, if the trace does not have it. */
export function decode(report: string, symbols: Symbols, said = ''): Decoded {
  const { message, frames } = parseTrace(report);
  const resolved = resolveFrames(symbols, frames, said || message);
  return {
    message,
    name: symbols.name,
    measurement: symbols.measurement,
    frames: frames.map((frame, i) => ({ frame, places: resolved[i]! })),
  };
}

export const placeText = ({ source, line, column }: Place): string => `${source}:${line}:${column}`;

/** The innermost place that is the author's: `checkout.ts:17:9`, with `or …` if it is not certain. */
export function whereText(decoded: Decoded): string | undefined {
  const first = decoded.frames.find(({ places }) => places.length > 0);
  return first?.places.slice(0, 3).map(placeText).join(' or ');
}

/** Lines for people: one for each frame that is the author's. */
export function decodedLines({ frames }: Decoded): string[] {
  return frames.flatMap(({ frame, places }) => {
    if (!places.length)
      return frame.file ? [`    at ${frame.name || '(function)'} (${frame.file}:${frame.line}:${frame.column})`] : [];
    const [first] = places;
    return [`    at ${first!.in ?? (frame.name || '(function)')} (${places.slice(0, 3).map(placeText).join(' or ')})`];
  });
}

/** Names of the compiled text in an interpreter's message, `'$b'`, as the author wrote them. */
export function authorNames(message: string, symbols: Symbols): string {
  if (!message.includes('$')) return message;
  const names = new Map<string, string>();
  for (const [at] of symbols.code.matchAll(/(?<=\.)\$\w+/g)) names.set(at, at.slice(1));
  for (const { printed, name } of namesOf(symbols)) names.set(printed, name);
  return message.replace(/\$\w+/g, (name) => names.get(name) ?? name.replace(/^\$/, ''));
}

/** A line that the card half logged: number `n` of the calls of `console` in it. */
export function logPlace(symbols: Symbols, n: number): string | undefined {
  const at = symbols.code.indexOf(`$c.$log(${n},`);
  if (at < 0) return undefined;
  // As a frame of QuickJS: places from the start of the text.
  const [places] = resolveFrames(symbols, [{ name: '', file: '<input>', line: 3, column: at + 1, text: '' }]);
  return places?.[0] && placeText(places[0]);
}

/** What an applet told, with place and names as its author wrote them. */
export interface Told {
  readonly where?: string;
  readonly message: string;
}

/** `log`: number of the call of `console`, 0 for an error. Unchanged if the symbols are not on this machine. */
export function told(applet: string, message: string, trace: string, log = 0): Told {
  const symbols = findSymbols(applet);
  if (!symbols) return { message };
  try {
    const where = log ? logPlace(symbols, log) : whereText(decode(trace, symbols, message));
    return { message: authorNames(message, symbols), ...(where ? { where } : {}) };
  } catch {
    return { message }; // symbols that another version wrote
  }
}

/** The author's file as a path from here, where it still is. */
export const fromHere = (symbols: Symbols, source: string): string =>
  path.relative(process.cwd(), path.join(symbols.root, source));

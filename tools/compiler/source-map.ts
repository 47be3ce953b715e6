// The map from printed text, through the bundle, to the author's files.
import { dirname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  decodedMappings,
  encodedMap,
  originalPositionFor,
  type SourceMapSegment,
  TraceMap,
} from '@jridgewell/trace-mapping';
import type { Mapping } from './print.js';

export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
}

const own = fileURLToPath(new URL('../../../', import.meta.url));

/** Sources that the compiler made up. */
const ours = /(^|\/)(program|interpreter):/;

/** A source as maps name it: seen from the entry's directory, so that a map is the same wherever the sources lie. */
export function named(source: string, entry: string): string {
  if (source.startsWith(own) && !dirname(entry).startsWith(own)) return `cpu6/${slashes(source.slice(own.length))}`;
  return slashes(relative(dirname(entry), source));
}
const slashes = (path: string): string => path.split(sep).join('/');

/** Composes the printer's mappings with the bundle's map. `code`: the printed text. */
export function composeMap(mappings: readonly Mapping[], bundle: TraceMap, entry: string, code: string): SourceMap {
  const sources = new Map<string, number>();
  const names = new Map<string, number>();
  const index = (table: Map<string, number>, key: string): number => {
    if (!table.has(key)) table.set(key, table.size);
    return table.get(key)!;
  };
  const lines: SourceMapSegment[][] = [];
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  let line = 0;
  let last = -1;
  for (const [offset, fromLine, fromColumn, name] of mappings) {
    // Of what begins at one place, the first counts, but for its name.
    if (offset === last && name === undefined) continue;
    const at = originalPositionFor(bundle, { line: fromLine, column: fromColumn });
    if (at.line === null || at.source === null || ours.test(at.source)) continue;
    while (line + 1 < starts.length && starts[line + 1]! <= offset) line++;
    const place = [offset - starts[line]!, index(sources, named(at.source, entry)), at.line - 1, at.column] as const;
    lines[line] ??= [];
    if (offset === last) lines[line]!.pop();
    lines[line]!.push(name === undefined ? [...place] : [...place, index(names, at.name ?? name)]);
    last = offset;
  }
  const decoded = Array.from({ length: starts.length }, (_, i) => lines[i] ?? []);
  const all = { sources: [...sources.keys()], names: [...names.keys()] };
  const { mappings: text } = encodedMap(new TraceMap({ version: 3, ...all, mappings: decoded }));
  return { version: 3, ...all, mappings: text };
}

/** A map of one line with its columns moved; those below 0 go. */
export function moveColumns(map: SourceMap, moved: (column: number) => number): SourceMap {
  const [segments = []] = decodedMappings(openMap(map));
  const next = segments
    .map((s) => [moved(s[0]), ...s.slice(1)] as unknown as SourceMapSegment)
    .filter((s) => s[0] >= 0)
    .sort((a, b) => a[0] - b[0]);
  const all = { sources: [...map.sources], names: [...map.names] };
  const { mappings } = encodedMap(new TraceMap({ version: 3, ...all, mappings: [next] }));
  return { version: 3, ...all, mappings };
}

export interface Original {
  readonly source: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The author's name of what stands there, if the map has it. */
  readonly name?: string;
}

/** A map that is looked up often. */
export const openMap = (map: SourceMap): TraceMap =>
  new TraceMap({ ...map, sources: [...map.sources], names: [...map.names] });

/** Where a place in printed text (line from 1, column from 0) came from. */
export function original(map: TraceMap, line: number, column: number): Original | undefined {
  const at = originalPositionFor(map, { line, column });
  if (at.line === null) return undefined;
  return {
    source: at.source ?? '',
    line: at.line,
    column: at.column + 1,
    ...(at.name === null ? {} : { name: at.name }),
  };
}

/** Where a place in printed text of one line came from (column from 0), as `file:line:column`. */
export function originalPlace(map: SourceMap, column: number): string | undefined {
  const at = original(openMap(map), 1, column);
  return at && `${at.source}:${at.line}:${at.column}`;
}

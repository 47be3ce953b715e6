// The map from printed text, through the bundle, to the author's files.
import { encodedMap, originalPositionFor, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping';
import type { Mapping } from './print.js';

export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Composes the printer's mappings with the bundle's map. `shift`: columns put before the printed text. */
export function composeMap(mappings: readonly Mapping[], bundle: TraceMap, shift = 0): SourceMap {
  const sources: string[] = [];
  const segments: SourceMapSegment[] = [];
  let last = -1;
  for (const [column, line, inColumn] of mappings) {
    if (column === last) continue;
    const at = originalPositionFor(bundle, { line, column: inColumn });
    if (at.line === null || at.source === null) continue;
    let source = sources.indexOf(at.source);
    if (source < 0) source = sources.push(at.source) - 1;
    segments.push([column + shift, source, at.line - 1, at.column]);
    last = column;
  }
  const map = encodedMap(new TraceMap({ version: 3, sources, names: [], mappings: [segments] }));
  return { version: 3, sources, names: [], mappings: map.mappings };
}

/** Where a place in printed text (column from 0, line 1) came from, as `file:line:column`. */
export function originalPlace(map: SourceMap, column: number): string | undefined {
  const at = originalPositionFor(new TraceMap({ ...map, sources: [...map.sources], names: [] }), { line: 1, column });
  return at.line === null ? undefined : `${at.source}:${at.line}:${at.column + 1}`;
}

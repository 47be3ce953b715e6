// Compiles channel templates (`server/projector/templates/*.card.ts`) to confined text with its table.
import { channelMembers, supportMembers } from '../../protocol/applet/capabilities.js';
import { bundle } from './bundle.js';
import { template } from './confine/card-half.js';
import { compileConfinedBundle } from './confined.js';
import type { SourceMap } from './source-map.js';

export interface CompiledTemplate {
  /** Body of `function($c,$t){…}` that returns what the template returns. */
  readonly code: string;
  /** Byte strings, one character per byte. */
  readonly table: readonly string[];
  readonly map: SourceMap;
  readonly inputs: readonly string[];
}

/** What the projector fills in, see server/projector/template.ts. */
const drawnMembers = ['$pick', '$lock', '$unlock'];
const members: ReadonlySet<string> = new Set(
  [...Object.values(channelMembers).flatMap(Object.keys), ...drawnMembers, ...Object.keys(supportMembers)].filter(
    (m) => m !== '$server' && m !== '$state' && m !== '$log',
  ),
);

/**
 * Compiles a module that exports `function channel(c, t)`; members of `c` become members of `$c`.
 * Throws {@link BuildFailure}.
 */
export async function compileConfined(file: string): Promise<CompiledTemplate> {
  const { code, table, map, inputs } = compileConfinedBundle(file, await bundle(file, { card: true }), {
    strings: 'bytes',
    wire: new Set(),
    extract: (ast, context) => template(ast, members, context),
  });
  return { code, table: table.map((b) => Buffer.from(b).toString('latin1')), map, inputs };
}

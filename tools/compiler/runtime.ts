// The card's runtime, built from its sources: a resident part, and parts that are read from flash when they are needed.
//
//   (function($desk,$session,$setup){ main })(function($out){ desk },function($out){ session },function($out){ setup })
//
// A part is compiled by itself and carries its own copies of what it uses, so that dropping it frees all of it.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { buildRuntime as buildPart, type PlainBuild } from './plain.js';
import type { SourceMap } from './source-map.js';

/** Names of the parts: `NAME-part.ts` beside the entry, `$NAME` in it. */
const parts = ['desk', 'session', 'setup'] as const;

/** What a build is wrapped in. */
const opening = '(function(){';
const closing = '}())';

/** A part's variables become those of the function around it: on the card every function keeps a list of its scopes. */
function body(code: string): string {
  if (!code.startsWith(opening) || !code.endsWith(closing))
    throw new Cpu6Error('INTERNAL', { what: 'a part of another form' });
  return code.slice(opening.length, -closing.length);
}

/** A source map over one line that is made of pieces at given columns (an index map of the format's version 3). */
export interface IndexMap {
  readonly version: 3;
  readonly sections: readonly { readonly offset: { line: 0; column: number }; readonly map: SourceMap }[];
}

export interface RuntimeBuild extends Omit<PlainBuild, 'map' | 'costs'> {
  readonly map: IndexMap;
}

/** Builds the runtime from its entry file. Throws {@link BuildFailure}. */
export async function buildRuntime(entry: string): Promise<RuntimeBuild> {
  const builds = [await buildPart(entry)];
  for (const part of parts) builds.push(await buildPart(join(dirname(entry), `${part}-part.ts`)));
  let code = '';
  const sections: IndexMap['sections'][number][] = [];
  for (const [i, build] of builds.entries()) {
    code += i === 0 ? `(function(${parts.map((p) => `$${p}`).join(',')}){` : `${i === 1 ? ')(' : ','}function($out){`;
    sections.push({ offset: { line: 0, column: code.length - opening.length }, map: build.map });
    code += `${body(build.code)}}`;
  }
  code += ');';
  return {
    code,
    map: { version: 3, sections },
    measurement: createHash('sha256').update(code, 'latin1').digest('hex'),
    inputs: [...new Set(builds.flatMap((b) => b.inputs))],
  };
}

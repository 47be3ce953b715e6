// The card's runtime, built from its sources: a resident part, parts that are read from flash when they are needed, and
// functions whose text stays there (passes/cold.ts).
//
//   (function($desk,$session,$out){ main })(function($out){ desk },function($out){ session },{t: this text});
//   0&&[(function(){ cold }),…]
//
// A part is compiled by itself and carries its own copies of what it uses, so that dropping it frees all of it. What several
// parts declare has the same short name in each, so that the texts in flash are the same, and kept once.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { bootFile, runtimeFile, runtimeNameAt } from '../../device/boards/files.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { coldEnd, fillPlaces, sameTexts } from './passes/cold.js';
import { shortName, words } from './passes/mangle.js';
import { buildRuntime as buildPart, type PlainBuild, topNames } from './plain.js';
import type { SourceMap } from './source-map.js';

/** Its text in the card's Storage, under the name that the boot code has. */
const ownText = `(function(s){return s.read(s.read('${bootFile}').substr(${runtimeNameAt},${runtimeFile.length + 1}))})(require('Storage'))`;
/** Names of the parts: `NAME-part.ts` beside the entry, `$NAME` in it. */
const parts = ['desk', 'session', 'signature'] as const;

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

export interface RuntimeBuild extends Omit<PlainBuild, 'map' | 'costs' | 'cold'> {
  readonly map: IndexMap;
}

/** Short names for what several of these programs declare. */
async function sharedNames(files: readonly string[]): Promise<Map<string, string>> {
  const counts = new Map<string, number>();
  for (const file of files)
    for (const name of new Set(await topNames(file))) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shared = [...counts].filter(([, count]) => count > 1).map(([name]) => name);
  const settled = new Map<string, string>();
  for (let n = 0; settled.size < shared.length; n++) {
    const short = shortName(n, '');
    if (!words.has(short)) settled.set(shared[settled.size]!, short);
  }
  return settled;
}

/** Builds the runtime from its entry file. Throws {@link BuildFailure}. */
export async function buildRuntime(entry: string): Promise<RuntimeBuild> {
  const builds: PlainBuild[] = [];
  let apart = 0;
  const files = [entry, ...parts.map((part) => join(dirname(entry), `${part}-part.ts`))];
  const settled = await sharedNames(files);
  for (const file of files) {
    const build = await buildPart(file, apart, settled);
    builds.push(build);
    apart += build.cold.length;
  }
  let code = '';
  const sections: IndexMap['sections'][number][] = [];
  const section = (map: SourceMap, column: number): void => {
    sections.push({ offset: { line: 0, column }, map });
  };
  for (const [i, build] of builds.entries()) {
    code +=
      i === 0 ? `(function(${parts.map((p) => `$${p}`).join(',')},$out){` : `${i === 1 ? ')(' : ','}function($out){`;
    section(build.map, code.length - opening.length);
    code += `${body(build.code)}}`;
  }
  code += `,{t:${ownText}});0&&[`;
  const places = new Map<number, number>();
  const cold = builds.flatMap((b) => b.cold);
  const same = sameTexts(new Map(cold.map(({ number, code: text }) => [number, text])));
  for (const { number, code: text, map } of cold) {
    if (same.get(number) !== number) continue;
    section(map, code.length);
    places.set(number, code.length);
    code += `${text}${coldEnd},`;
  }
  code = fillPlaces(`${code}0];`, (n) => places.get(same.get(n)!)!);
  return {
    code,
    map: { version: 3, sections },
    measurement: createHash('sha256').update(code, 'latin1').digest('hex'),
    inputs: [...new Set(builds.flatMap((b) => b.inputs))],
  };
}

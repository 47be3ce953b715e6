// The card's runtime, built from its sources: a resident part, parts that are read from flash when they are needed, and
// functions whose text stays there (passes/cold.ts).
//
//   0&&[(function(){ shared }),(function(){ cold })⇥,…];
//   (function($desk,$session,$out){ main })(function($out){ desk },function($out){ session },{t: this text})
//
// A part is compiled by itself and makes its own copies of what it uses, so that dropping it frees all of it. What several
// parts declare has the same short name in each, so that the texts are the same, and kept once: each part evaluates them.
// Words and operators are single bytes (pretokenise.ts), and members that only the runtime knows have short names.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parse, type Statement } from 'acorn';
import { bootFile, runtimeFile, runtimeNameAt } from '../../device/boards/files.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { callsIn, coldEnd, fillPlaces, sameTexts } from './passes/cold.js';
import { runtimeName, words } from './passes/mangle.js';
import { nativeNames } from './passes/natives.js';
import { buildRuntime as buildPart, type PlainBuild, topNames } from './plain.js';
import { type Pretokenised, pretokenise, tokenOffset } from './pretokenise.js';
import { ownMembers } from './runtime-members.js';
import { moveColumns, type SourceMap } from './source-map.js';

/** Its text in the card's Storage, under the name that the boot code has. */
const ownText = `(function(s){return s.read(s.read('${bootFile}').substr(${runtimeNameAt},${runtimeFile.length + 1}))})(require('Storage'))`;
/** Names of the parts: `NAME-part.ts` beside the entry, `$NAME` in it. */
const parts = ['desk', 'session', 'signature', 'overlay'] as const;
/** Those of them that evaluate what they share. */
const sharers = [1, 2];

/** What a build is wrapped in. */
const opening = '(function(){';
const closing = '}())';
/** Before the shared text and behind it; bytes before it. */
const head = '0&&[(function(){';
const tail = '})]';
const headBytes = pretokenise(head + tail).code.length - tail.length;

/** A source map over one line that is made of pieces at given columns (an index map of the format's version 3). */
export interface IndexMap {
  readonly version: 3;
  readonly sections: readonly { readonly offset: { line: 0; column: number }; readonly map: SourceMap }[];
}

export interface RuntimeBuild {
  /** What the card's Storage holds: one character for each byte, some of them above 0x7f. */
  readonly code: string;
  readonly map: IndexMap;
  readonly measurement: string;
  readonly inputs: readonly string[];
}

/**
 * Short names for what these programs declare, shorter ones for what they spell more often. What several of them declare has
 * the same name in each.
 */
async function settledNames(files: readonly string[]): Promise<Map<string, string>> {
  const counts = new Map<string, number>();
  const spelled = new Map<string, number>();
  /** Numbers of the programs that declare it. */
  const within = new Map<string, number[]>();
  for (const [i, file] of files.entries())
    for (const [name, uses] of await topNames(file)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      spelled.set(name, (spelled.get(name) ?? 0) + uses);
      within.set(name, [...(within.get(name) ?? []), i]);
    }
  const shared = [...counts].filter(([, count]) => count > 1).map(([name]) => name);
  // The bundler numbers the second of two files' equal names: which one that is may differ from part to part.
  const doubtful = shared.find((name) => /[2-9]$/.test(name) && counts.has(name.slice(0, -1)));
  if (doubtful) throw new Cpu6Error('INTERNAL', { what: `two files of the runtime declare a ${doubtful}` });
  const everywhere = files.map((_, i) => i);
  for (const name of nativeNames) {
    spelled.set(name, Number.POSITIVE_INFINITY);
    within.set(name, everywhere);
  }
  const settled = new Map<string, string>();
  const taken = files.map(() => new Set<string>(words));
  const order = [...within].sort(([a], [b]) => spelled.get(b)! - spelled.get(a)! || (a < b ? -1 : 1));
  for (const [name, programs] of order) {
    let n = 0;
    while (programs.some((i) => taken[i]!.has(runtimeName(n)))) n++;
    settled.set(name, runtimeName(n));
    for (const i of programs) taken[i]!.add(runtimeName(n));
  }
  return settled;
}

/** A piece of text, and where in it the texts of maps begin. */
interface Piece {
  readonly code: string;
  readonly maps: readonly { readonly at: number; readonly map: SourceMap }[];
}

/** A statement of a part, and where it stands in what the part was compiled to; −1: in nothing. */
interface Part {
  readonly text: string;
  readonly at: number;
  readonly node: Statement;
}

/**
 * A part's variables become those of the function around it: on the card every function keeps a list of its scopes.
 */
function statementsOf({ code }: PlainBuild): Part[] {
  if (!code.startsWith(opening) || !code.endsWith(closing))
    throw new Cpu6Error('INTERNAL', { what: 'a part of another form' });
  const body = code.slice(opening.length, -closing.length);
  const { body: list } = parse(body, { ecmaVersion: 2022 });
  return list.map((node) => ({
    text: body.slice(node.start, node.end),
    at: node.start + opening.length,
    node: node as Statement,
  }));
}

/** Declares a function, or sets what the part declares: the same wherever it stands before all that uses it. */
const isShareable = (node: Statement): boolean =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'TryStatement' ||
  (node.type === 'ExpressionStatement' &&
    node.expression.type === 'AssignmentExpression' &&
    node.expression.left.type === 'Identifier');

/** The texts that all sharers have, and what each part is without them. */
function share(builds: readonly PlainBuild[]): { shared: Piece; rest: (sharedEnd: number) => Piece[] } {
  const lists = builds.map(statementsOf);
  const texts = sharers.map((i) => new Set(lists[i]!.filter((s) => isShareable(s.node)).map((s) => s.text)));
  const isCommon = ({ text }: Part): boolean => texts.every((t) => t.has(text));
  const joined = (i: number, list: readonly Part[]): Piece => {
    let code = '';
    const maps: Piece['maps'][number][] = [];
    for (const { text, at } of list) {
      const map = moveColumns(builds[i]!.map, (c) => (at < 0 || c < at || c >= at + text.length ? -1 : c - at));
      if (at >= 0) maps.push({ at: code.length, map });
      code += /[;}]$/.test(text) ? text : `${text};`;
    }
    return { code: code.replace(/;$/, ''), maps };
  };
  return {
    shared: joined(sharers[0]!, lists[sharers[0]!]!.filter(isCommon)),
    rest: (sharedEnd) =>
      lists.map((list, i) => {
        if (!sharers.includes(i)) return joined(i, list);
        // What the shared text sets is declared before it.
        const declares = ({ node }: Part): boolean =>
          node.type === 'VariableDeclaration' && node.declarations.every((d) => !d.init);
        const first = list.filter(declares);
        const then = list.filter((s) => !declares(s) && !isCommon(s));
        const text = `eval($out.t.substring(${headBytes},${sharedEnd}));`;
        return joined(i, [...first, { text, at: -1, node: first[0]!.node }, ...then]);
      }),
  };
}

/** Bytes of a piece with every place filled in, and the maps' columns in them. */
interface Laid {
  readonly bytes: string;
  readonly column: (offset: number) => number;
}

const latin1 = (tokens: Pretokenised): string => Buffer.from(tokens.code).toString('latin1');

function lay(tokens: Pretokenised, at: (n: number) => number): Laid {
  const { text, moved } = fillPlaces(latin1(tokens), at);
  return { bytes: text, column: (offset) => moved(tokenOffset(tokens, offset)) };
}

/** Builds the runtime from its entry file. Throws {@link BuildFailure}. */
export async function buildRuntime(entry: string): Promise<RuntimeBuild> {
  const builds: PlainBuild[] = [];
  let apart = 0;
  const files = [entry, ...parts.map((part) => join(dirname(entry), `${part}-part.ts`))];
  const settled = await settledNames(files);
  const members = ownMembers(entry);
  for (const file of files) {
    const build = await buildPart(file, { cold: apart, settled, members, shortNatives: file !== entry });
    builds.push(build);
    apart += build.cold.length;
  }
  const { shared, rest } = share(builds);
  const sharedTokens = pretokenise(head + shared.code + tail);

  const cold = builds.flatMap((b) => b.cold);
  const same = sameTexts(new Map(cold.map(({ number, code: text }) => [number, text])));
  const kept = cold.filter(({ number }) => same.get(number) === number);
  const tokens = new Map(kept.map(({ number, code: text }) => [number, pretokenise(text)]));
  const uses = new Map<number, number>();
  for (const text of [...rest(0), shared, ...kept])
    for (const n of callsIn(text.code)) uses.set(same.get(n)!, (uses.get(same.get(n)!) ?? 0) + 1);
  // What is called often for its length comes first: its place has fewer digits.
  const rank = (n: number): number => (uses.get(n) ?? 0) / tokens.get(n)!.code.length;
  kept.sort((a, b) => rank(b.number) - rank(a.number) || a.number - b.number);

  // Longer numbers move what is behind them, until nothing moves any more.
  let places = new Map<number, number>();
  let laid = new Map<number, Laid>();
  let top: Laid = { bytes: '', column: (n) => n };
  const at = (n: number): number => places.get(same.get(n)!) ?? 0;
  for (let moved = true; moved; ) {
    top = lay(sharedTokens, at);
    const next = new Map<number, number>();
    laid = new Map();
    let offset = top.bytes.length - 1 + ','.length;
    for (const { number } of kept) {
      const one = lay(tokens.get(number)!, at);
      next.set(number, offset);
      laid.set(number, one);
      offset += one.bytes.length + coldEnd.length + 1;
    }
    moved = kept.some(({ number }) => next.get(number) !== places.get(number));
    places = next;
  }

  let mainText = '';
  const mainMaps: Piece['maps'][number][] = [];
  for (const [i, piece] of rest(top.bytes.length - tail.length).entries()) {
    mainText +=
      i === 0 ? `(function(${parts.map((p) => `$${p}`).join(',')},$out){` : `${i === 1 ? ')(' : ','}function($out){`;
    mainMaps.push(...piece.maps.map(({ at: from, map }) => ({ at: from + mainText.length, map })));
    mainText += `${piece.code}}`;
  }
  const main = lay(pretokenise(`${mainText},{t:${ownText}})`), at);

  const sections: IndexMap['sections'][number][] = [];
  const section = (piece: Laid, start: number, { at: from, map }: Piece['maps'][number]): void => {
    const column = piece.column(from);
    sections.push({
      offset: { line: 0, column: start + column },
      map: moveColumns(map, (c) => piece.column(from + c) - column),
    });
  };
  let code = `${top.bytes.slice(0, -1)},`;
  for (const { at: from, map } of shared.maps) section(top, 0, { at: head.length + from, map });
  for (const { number, map } of kept) {
    section(laid.get(number)!, code.length, { at: 0, map });
    code += `${laid.get(number)!.bytes}${coldEnd},`;
  }
  code += '0];';
  for (const one of mainMaps) section(main, code.length, one);
  code += main.bytes;
  return {
    code,
    map: { version: 3, sections },
    measurement: createHash('sha256').update(code, 'latin1').digest('hex'),
    inputs: [...new Set(builds.flatMap((b) => b.inputs))],
  };
}

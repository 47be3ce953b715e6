// Compiles unconfined programs: the card's runtime, and whatever else runs on the bare interpreter.
import { createHash } from 'node:crypto';
import { originalPositionFor } from '@jridgewell/trace-mapping';
import { parse } from 'acorn';
import { recrawl, t } from './babel.js';
import { type Bundle, bundle } from './bundle.js';
import { makeReporter, type PassContext } from './context.js';
import type { Cost } from './costs.js';
import { lexicalKinds } from './lexical-kinds.js';
import { type LibraryName, linked } from './library/link.js';
import { libraryCosts } from './library-costs.js';
import { parseBundle } from './parse-bundle.js';
import { markCold, takeCold } from './passes/cold.js';
import { constants, unused } from './passes/constants.js';
import { mayBeDead } from './passes/dead-zones.js';
import { definesValueOf } from './passes/identities.js';
import { checkSyntax, lower, useLibrary } from './passes/index.js';
import { mangle } from './passes/mangle.js';
import { renameMembers } from './passes/members.js';
import { shortNatives } from './passes/natives.js';
import { spellable } from './passes/spellable.js';
import { symbols } from './passes/symbols.js';
import { print } from './print.js';
import { composeMap, type SourceMap } from './source-map.js';
import { noteKinds, type TypeKinds } from './type-kinds.js';

export interface PlainBuild {
  /** Printable ASCII; one line, unless it was to be readable. */
  readonly code: string;
  readonly map: SourceMap;
  /** SHA-256 of the code, hex: what the card attests and the server compares. */
  readonly measurement: string;
  /** Files it was made from. */
  readonly inputs: readonly string[];
  /** Costly features and where they are used, in order of discovery. */
  readonly costs: readonly Cost[];
  /** Functions that are kept apart, see passes/cold.ts. */
  readonly cold: readonly { readonly number: number; readonly code: string; readonly map: SourceMap }[];
}

export interface PlainOptions {
  /** Follow ECMAScript to the letter (default). The card's own runtime is written for the interpreter and does without. */
  readonly exact?: boolean;
  /** Short names that are settled, see passes/mangle.ts. */
  readonly settled?: ReadonlyMap<string, string>;
  /** Number of the first function that is kept apart; left out: none is. */
  readonly cold?: number;
  /** Short names for the natives it spells most, see passes/natives.ts. */
  readonly shortNatives?: boolean;
  /** Names for members that this program alone knows. */
  readonly members?: ReadonlyMap<string, string>;
  /** The author's names and one statement a line, for people to read; otherwise short names on one line. */
  readonly readable?: boolean;
  /** What TypeScript knows of the program's names. */
  readonly kinds?: TypeKinds | undefined;
}

/** Does a node come from a package, or from the bundler? */
const isForeign =
  (map: Bundle['map']) =>
  (node: t.Node): boolean => {
    if (!node.loc) return false;
    const { source } = originalPositionFor(map, { line: node.loc.start.line, column: node.loc.start.column });
    return source === null || /\/node_modules\//.test(source);
  };

/** The program as one function that calls itself: its variables are not the card's globals. */
function wrap(ast: t.File): void {
  const body = ast.program.body.filter((s) => !t.isExportNamedDeclaration(s) && !t.isExportDefaultDeclaration(s));
  ast.program.body = [
    t.expressionStatement(t.callExpression(t.functionExpression(null, [], t.blockStatement(body)), [])),
  ];
}

/** Compiles a bundled program. Throws {@link BuildFailure}. */
export function compilePlain(entry: string, input: Bundle, options: PlainOptions = {}): PlainBuild {
  const reporter = makeReporter(entry, input.map);
  const needed = new Set<LibraryName>();
  const context: PassContext = {
    confined: false,
    exact: options.exact !== false,
    membersStand: options.members !== undefined,
    strings: 'bytes',
    run: () => context.library('$run'),
    library(name) {
      needed.add(name);
      return t.identifier(name);
    },
    refuse: reporter.refuse,
    cost: reporter.cost,
  };
  const ast = parseBundle(input, reporter);
  reporter.check();
  const tree = ast!;
  if (options.members) renameMembers(tree, options.members);
  if (options.kinds) noteKinds(tree, input.map, options.kinds);
  if (context.exact) {
    lexicalKinds(tree, input.map);
    symbols(tree);
    recrawl(tree);
  }
  checkSyntax(tree, context, isForeign(input.map));
  reporter.check();
  constants(tree, context.exact ? mayBeDead(tree) : undefined, options.cold !== undefined);
  unused(tree);
  markCold(tree);
  const careful = context.exact && definesValueOf(tree);
  const patched = context.exact ? useLibrary(tree, context, careful, isForeign(input.map)) : [];
  reporter.check();
  wrap(tree);
  recrawl(tree);
  lower(tree, context);
  reporter.check();
  if (context.exact) libraryCosts(tree, needed, { ...context, exact: false });
  const { callee } = (tree.program.body[0] as t.ExpressionStatement).expression as t.CallExpression;
  (callee as t.FunctionExpression).body.body.unshift(
    ...linked(needed, { ...context, exact: false }, careful),
    ...patched,
  );
  recrawl(tree);
  if (options.shortNatives) shortNatives(tree);
  if (options.readable) spellable(tree);
  else mangle(tree, { sigil: '', ...(options.settled ? { settled: options.settled } : {}) });
  const cold = options.cold === undefined ? [] : takeCold(tree, options.cold);
  const { code, mappings } = print(tree, { lines: options.readable === true });
  return {
    code,
    map: composeMap(mappings, input.map, entry, code),
    measurement: createHash('sha256').update(code, 'latin1').digest('hex'),
    inputs: input.inputs,
    costs: reporter.costs,
    cold: cold.map(({ number, file }) => {
      const one = print(file);
      return { number, code: one.code, map: composeMap(one.mappings, input.map, entry, one.code) };
    }),
  };
}

/** Builds the card's runtime from its entry file. Throws {@link BuildFailure}. */
export const buildRuntime = async (
  entry: string,
  options: Pick<PlainOptions, 'cold' | 'settled' | 'members' | 'shortNatives'> = {},
): Promise<PlainBuild> => compilePlain(entry, await bundle(entry, { form: 'script' }), { ...options, exact: false });

/** Is it set once, to what passes/constants.ts puts in its place? */
const isConstant = (code: string, name: string, init: string | undefined): boolean =>
  /^(Literal|BinaryExpression)$/.test(init ?? '') &&
  !new RegExp(
    `(?<!var )(?<![\\w$.])${name} ?([-+*/|&^%]|<<|>>>?)?=(?!=)|(\\+\\+|--)${name}\\b|\\b${name}(\\+\\+|--)`,
  ).test(code);

/** Names that a program declares at its top level, but those of constants, and how often it spells them. */
export async function topNames(entry: string): Promise<Map<string, number>> {
  const { code } = await bundle(entry, { form: 'script' });
  const names = new Map<string, number>();
  for (const s of parse(code, { ecmaVersion: 'latest' }).body)
    if (s.type === 'FunctionDeclaration') names.set(s.id.name, 0);
    else if (s.type === 'VariableDeclaration')
      for (const d of s.declarations)
        if (d.id.type === 'Identifier' && !isConstant(code, d.id.name, d.init?.type)) names.set(d.id.name, 0);
  for (const [word] of code.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)) {
    const count = names.get(word);
    if (count !== undefined) names.set(word, count + 1);
  }
  return names;
}

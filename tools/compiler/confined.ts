// Compiles a confined program: a card half, or channel code, to the form that the card's verifier accepts.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { parameters } from '../../protocol/subset/table.js';
import { recrawl, t, traverse } from './babel.js';
import type { Bundle } from './bundle.js';
import { chains } from './confine/chains.js';
import { numericIndices, plainForms, settableTargets, stringTable } from './confine/forms.js';
import { globals } from './confine/globals.js';
import { guards } from './confine/guards.js';
import { header } from './confine/header.js';
import { mediate } from './confine/mediate.js';
import { memberNames } from './confine/names.js';
import { ownNames } from './confine/own-names.js';
import { capabilityCall, makeReporter, type PassContext, type Reporter } from './context.js';
import type { Cost } from './costs.js';
import { type LibraryName, linked } from './library/link.js';
import { libraryCosts } from './library-costs.js';
import { cut, sharedName } from './overlays/cut.js';
import { entries } from './overlays/entries.js';
import { parseBundle } from './parse-bundle.js';
import { constants, unused } from './passes/constants.js';
import { checkSyntax, lower } from './passes/index.js';
import { mangle } from './passes/mangle.js';
import { iteratorKeys } from './passes/symbols.js';
import { type Mapping, print } from './print.js';
import { composeMap, type SourceMap } from './source-map.js';
import { verify } from './verify.js';

/** Program text that the card verifies by itself. */
export interface ConfinedPart {
  /** Body of `function($c,$t){…}`. */
  readonly code: string;
  readonly table: readonly Uint8Array[];
  readonly map: SourceMap;
}

export interface ConfinedBuild extends ConfinedPart {
  /** What was cut out of it; none if nothing was asked for, or there is nothing to cut. */
  readonly segments: readonly ConfinedPart[];
  readonly inputs: readonly string[];
  /** Costly features and where they are used, in order of discovery. */
  readonly costs: readonly Cost[];
}

/** Refuses what the card's verifier takes only so much of, where it found it. */
function tooMuch(why: string, mappings: readonly Mapping[], reporter: Reporter): void {
  const [reason, , offset] = why.split(' ');
  const code = reason === 'depth' ? 'C6156' : reason === 'arguments' ? 'C6157' : undefined;
  if (!code) return;
  const [, line, column] = mappings.findLast(([at]) => at <= Number(offset)) ?? [0, 1, 0];
  reporter.refuse({ loc: { start: { line, column } } } as t.Node, code);
  reporter.check();
}

export interface ConfinedOptions {
  readonly strings: 'utf8' | 'bytes';
  /** Field names that cross a wire: members of that name keep it. */
  readonly wire: ReadonlySet<string>;
  /** Cut the program into segments of about so many characters; it exports so many functions. */
  readonly overlays?: { readonly exports: number; readonly target: number } | undefined;
  /** Makes the part that goes to the card the whole program. */
  extract(ast: t.File, context: PassContext): void;
}

/** Throws {@link BuildFailure}. */
export function compileConfinedBundle(entry: string, input: Bundle, options: ConfinedOptions): ConfinedBuild {
  const reporter = makeReporter(entry, input.map, true);
  const needed = new Set<LibraryName>();
  const context: PassContext = {
    confined: true,
    exact: false,
    strings: options.strings,
    run: () => capabilityCall('$run'),
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
  options.extract(tree, context);
  reporter.check();
  recrawl(tree);
  checkSyntax(tree, context);
  reporter.check();
  iteratorKeys(tree);
  constants(tree);
  unused(tree);
  recrawl(tree);
  traverse(tree, globals(context));
  traverse(tree, ownNames);
  reporter.check();
  const { overlays } = options;
  if (overlays) entries(tree, overlays.target);
  recrawl(tree);
  lower(tree, context, options.wire);
  reporter.check();
  libraryCosts(tree, needed, context);
  tree.program.body.unshift(...linked(needed, context));
  recrawl(tree);
  chains(tree);
  // Indices before names: an index spelled as a text is a member.
  traverse(tree, numericIndices(context));
  traverse(tree, plainForms);
  memberNames(tree, options.wire, context);
  traverse(tree, mediate(context));
  traverse(tree, settableTargets);
  guards(tree);
  const part = (of: t.File, table: readonly Uint8Array[]): ConfinedPart => {
    header(of);
    const { code, mappings } = print(of, { spaced: true });
    const why = verify(code);
    if (why) tooMuch(why, mappings, reporter);
    if (why) throw new Cpu6Error('INTERNAL', { what: `the compiler made code that the card refuses: ${why}: ${code}` });
    return { code, table, map: composeMap(mappings, input.map, entry, code) };
  };
  const done = { inputs: input.inputs, costs: reporter.costs };
  if (overlays) {
    // Names first: they go from part to part.
    recrawl(tree);
    mangle(tree, { sigil: '$', reserved: [...parameters, sharedName] });
    const parts = [tree, ...cut(tree, overlays.exports, overlays.target)].map((of) => {
      const table = stringTable(of, context);
      recrawl(of);
      return part(of, table);
    });
    reporter.check();
    return { ...parts[0]!, segments: parts.slice(1), ...done };
  }
  const table = stringTable(tree, context);
  reporter.check();
  recrawl(tree);
  mangle(tree, { sigil: '$', reserved: [...parameters] });
  return { ...part(tree, table), segments: [], ...done };
}

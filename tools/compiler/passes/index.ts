// The order of the passes, and why it is this one. Each pass makes the next one's input simpler.
import { recrawl, type t, traverse, type Visitor } from '../babel.js';
import { dispatch } from '../confine/classes/dispatch.js';
import { classes as confinedClasses } from '../confine/classes/index.js';
import type { PassContext } from '../context.js';
import { type AccessorNames, accessorNames, bareReads, splitAccessors } from './accessors.js';
import { asyncFunctions } from './async/index.js';
import { builtins } from './builtins.js';
import { classes } from './classes/index.js';
import { privateNames } from './classes/private-names.js';
import { deadZones } from './dead-zones.js';
import { deletions } from './deletions.js';
import { destructuring } from './destructuring.js';
import { evaluationOrder } from './evaluation-order.js';
import { exponents } from './exponent.js';
import { finallyBlocks } from './finally.js';
import { forHeads } from './for-heads.js';
import { forOf } from './for-of.js';
import { functionFacts } from './function-facts.js';
import { functionScope } from './function-scope.js';
import { hoist } from './hoist.js';
import { identities } from './identities.js';
import { iteration } from './iteration.js';
import { labels } from './labels.js';
import { replaceNamed } from './library.js';
import { patches } from './library-patches.js';
import { listLength } from './list-length.js';
import { literalsInTry } from './literals-in-try.js';
import { logicalAssignment } from './logical-assignment.js';
import { loopClosures } from './loop-closures.js';
import { nestedArguments } from './nested-arguments.js';
import { numberTexts } from './number-texts.js';
import { numbers } from './numbers.js';
import { objectLiterals } from './object-literals.js';
import { optionalChain } from './optional-chain.js';
import { parameters } from './parameters.js';
import { receivers } from './receivers.js';
import { refuse } from './refuse.js';
import { refuseDifferences } from './refuse-differences.js';
import { refuseMissing } from './refuse-missing.js';
import { refuseValues } from './refuse-values.js';
import { shorten } from './shorten.js';
import { spread } from './spread.js';
import { switches } from './switches.js';
import { templates } from './template-literals.js';
import { texts } from './texts.js';

/** Refuses what cannot be compiled. Runs on the author's tree, before anything is moved. */
export function checkSyntax(ast: t.File, context: PassContext, foreign: (node: t.Node) => boolean = () => false): void {
  for (const visitor of refuse(context)) traverse(ast, visitor);
  if (context.exact && !context.confined) {
    traverse(ast, refuseDifferences(context, foreign));
    traverse(ast, refuseMissing(ast, context, foreign));
    traverse(ast, refuseValues(context, foreign));
  }
  if (!context.confined && !context.exact) traverse(ast, builtins(context));
}

/** Puts in the library's functions; answers the statements that give prototypes their methods. Before {@link lower}. */
export function useLibrary(
  ast: t.File,
  context: PassContext,
  careful: boolean,
  foreign: (node: t.Node) => boolean,
): t.Statement[] {
  traverse(ast, functionFacts);
  const used = replaceNamed(ast, context, foreign);
  numberTexts(ast, context);
  if (careful) identities(ast, context);
  return patches(used, context, careful);
}

/** Lowers a program to what the card's interpreter does as ECMAScript says. */
export function lower(ast: t.File, context: PassContext, wire: ReadonlySet<string> = new Set()): void {
  /** A pass after which, in programs, no other asks for bindings before the scopes are read again. */
  const step = (visitor: Visitor): void => {
    traverse(ast, visitor);
    if (context.confined) recrawl(ast);
  };
  /** A pass after which the scopes are read again. */
  const stepAndCrawl = (visitor: Visitor): void => {
    traverse(ast, visitor);
    recrawl(ast);
  };
  let accessors: AccessorNames = { names: new Set(), any: false, loud: new Set() };
  if (context.exact) {
    // Classes before all that knows functions only; names of accessors while they are spelled as such.
    privateNames(ast, context);
    accessors = accessorNames(ast);
    classes(ast, context, accessors);
    stepAndCrawl(objectLiterals(context, accessors));
    // `this` while arrow functions still are some, and before waits take bodies out of their functions.
    receivers(ast, context);
    // Loops over iterators leave through finally; what leaves a finally block is a labelled break.
    iteration(ast, context);
  }
  const objects = context.confined ? confinedClasses(ast, context) : undefined;
  if (objects?.accessors.size) accessors = { names: objects.accessors, any: false, loud: new Set() };
  if (context.confined) iteration(ast, context);
  step(forHeads);
  finallyBlocks(ast, context);
  labels(ast, context);
  // Sugar first: later passes then know reads, writes and calls in one form only. Parameters come before patterns,
  // which they leave in bodies, and before spread, whose arguments they regroup.
  step(parameters(context));
  step(destructuring(context));
  step(templates);
  step(optionalChain);
  step(logicalAssignment);
  step(exponents(context));
  if (context.exact) step(deletions);
  if (context.exact) step(listLength(context));
  if (accessors.any || accessors.names.size) step(splitAccessors(accessors, context));
  // What members mean, before built-in methods are looked for; spread follows, which regroups arguments.
  if (objects && (objects.methods.size || objects.accessors.size)) dispatch(ast, objects, wire, context);
  if (context.confined) step(texts(context));
  stepAndCrawl(spread(context));
  if (!context.confined) nestedArguments(ast, context);
  // Switches while their clauses are whole; async takes those apart that wait.
  stepAndCrawl(switches);
  if (context.exact) deadZones(ast, context);
  // Bindings of a loop's turn must be settled while blocks still scope.
  loopClosures(ast, context);
  // From here on every variable is the function's, with a name of its own.
  functionScope(ast);
  asyncFunctions(ast, context);
  // Loops that wait are gone; those that are left may keep the card's own for-of.
  forOf(ast);
  // With waits taken apart, what is inside a `try` is what the interpreter will see there.
  stepAndCrawl(literalsInTry);
  // Temporaries of all passes exist now; the order of reads is final.
  stepAndCrawl(evaluationOrder(!context.membersStand));
  hoist(ast);
  // Late, because earlier passes compare numbers.
  stepAndCrawl(numbers);
  if (!context.confined && (accessors.any || accessors.names.size)) step(bareReads(accessors));
  // What the others left long. Whoever asks for bindings next reads the scopes anew, with what is linked in.
  traverse(ast, shorten);
}

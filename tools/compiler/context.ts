// What every pass is handed: which kind of code is compiled, and where to report refusals.
import { originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import { t } from './babel.js';
import { type Cost, type CostCode, costOf, costs } from './costs.js';
import { BuildFailure, type Diagnostic, explain, type RefusalCode } from './diagnostics.js';
import type { LibraryName } from './library/link.js';

export interface PassContext {
  /** Code for the card's confined space; otherwise the card's own runtime. */
  readonly confined: boolean;
  /** Bytes of a string's characters: author's texts are UTF-8, channel code and the runtime spell bytes. */
  readonly strings: 'utf8' | 'bytes';
  /** Makes the expression that drives an async function: `$c.$run`, or a helper's name. */
  readonly run: () => t.Expression;
  /** Unconfined code that follows ECMAScript to the letter; the card's own runtime does without, and is shorter. */
  readonly exact: boolean;
  /** What is assigned to a member never adds that member itself: true of the card's runtime. */
  readonly membersStand?: boolean;
  /** Makes the name of a library function, which is linked in. */
  library(name: LibraryName): t.Identifier;
  /** Reports that a feature at `node` costs `bytes` bytes of program text, or what it was measured to, for `--strict-size`. */
  cost(node: t.Node | null | undefined, code: CostCode, bytes?: number, what?: string): void;
  /** Reports a refusal at the place of `node`. */
  refuse(node: t.Node | null | undefined, code: RefusalCode, facts?: Record<string, string>): void;
}

/** A member of `$c`. */
export const capabilityCall = (name: string): t.MemberExpression =>
  t.memberExpression(t.identifier('$c'), t.identifier(name));

export interface Reporter {
  readonly diagnostics: Diagnostic[];
  /** What `cost` was told, in order. */
  readonly costs: Cost[];
  refuse: PassContext['refuse'];
  cost: PassContext['cost'];
  /** Throws {@link BuildFailure} if anything was refused. */
  check(): void;
}

/** A reporter that maps places in the bundle back to the author's files. */
export function makeReporter(entry: string, map: TraceMap, confined = false): Reporter {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  let last = { file: entry, line: 1, column: 1 };
  const place = (node: t.Node | null | undefined): typeof last => {
    if (node?.loc) {
      const at = originalPositionFor(map, { line: node.loc.start.line, column: node.loc.start.column });
      if (at.line !== null) last = { file: at.source ?? entry, line: at.line, column: (at.column ?? 0) + 1 };
    }
    return last;
  };
  const costly: Cost[] = [];
  return {
    diagnostics,
    costs: costly,
    cost(node, code, bytes = costOf(code, confined), what = '') {
      costly.push({ code, ...place(node), bytes, message: what ? `${costs[code]} (${what})` : costs[code] });
    },
    refuse(node, code, facts = {}) {
      place(node);
      const found = { code, ...last, message: explain(code, facts) };
      const key = `${code}:${found.file}:${found.line}:${found.column}`;
      if (!seen.has(key)) diagnostics.push(found);
      seen.add(key);
    },
    check() {
      if (diagnostics.length) throw new BuildFailure(entry, diagnostics);
    },
  };
}

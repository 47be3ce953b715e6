// A bundle's tree, with syntax errors reported where the author wrote them.
import { parse, type t } from './babel.js';
import type { Bundle } from './bundle.js';
import type { Reporter } from './context.js';
import { checkBundleSize } from './source-size.js';
import { usingInLoops } from './using-in-loops.js';

/** Throws {@link BuildFailure} if it is too large. */
export function parseBundle(bundle: Bundle, reporter: Reporter): t.File | undefined {
  checkBundleSize(bundle);
  try {
    const ast = parse(bundle.code);
    usingInLoops(ast, bundle.code);
    return ast;
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
    const at = loc ? { loc: { start: loc } } : undefined;
    reporter.refuse(at as unknown as t.Node, 'C6001', { message });
    return undefined;
  }
}

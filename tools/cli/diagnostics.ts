// How the command shows what the compiler found: file:line:col, what, why, what to write instead, and the line itself.
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Cost } from '../compiler/costs.js';
import { BuildFailure, type Diagnostic } from '../compiler/diagnostics.js';
import { excerpt } from '../compiler/excerpt.js';
import type { Output } from './output.js';

/** More would only hide the first, which is usually the cause. */
const shownAtMost = 20;

const place = (at: { readonly file: string; readonly line: number; readonly column: number }, out: Output): string => {
  const file = path.relative(process.cwd(), at.file) || at.file;
  const paint = (colour: 'cyan' | 'yellow', text: string | number): string =>
    out.paint(colour, String(text), process.stderr);
  return `${paint('cyan', file)}:${paint('yellow', at.line)}:${paint('yellow', at.column)}`;
};

function show(found: Diagnostic, out: Output): void {
  const label = `${out.paint('red', 'error', process.stderr)} ${out.paint('dim', found.code, process.stderr)}`;
  out.note(`${place(found, out)} - ${label}: ${found.message}\n`);
  const [line, mark] = excerpt(found.file, found.line, found.column);
  if (line !== undefined) out.note(`${line}\n${out.paint('red', mark!, process.stderr)}\n`);
}

/** Prints the diagnostics of a refused build, and makes the error of the verb; any other error is thrown on. */
export function buildError(error: unknown, file: string, out: Output): Cpu6Error {
  if (!(error instanceof BuildFailure)) throw error;
  for (const d of error.diagnostics) out.object({ diagnostic: d });
  for (const d of error.diagnostics.slice(0, shownAtMost)) show(d, out);
  const more = error.diagnostics.length - shownAtMost;
  if (more > 0) out.note(`… and ${more} more`);
  return new Cpu6Error('BUILD_FAILED', { file });
}

/** `--strict-size`: a warning for each use of a costly feature, dearest first. */
export function showCosts(costs: readonly Cost[], out: Output): void {
  for (const c of [...costs].sort((a, b) => b.bytes - a.bytes)) {
    out.object({ warning: c });
    const label = `${out.paint('yellow', 'warning', process.stderr)} ${out.paint('dim', c.code, process.stderr)}`;
    out.note(`${place(c, out)} - ${label}: ${c.message}: about ${c.bytes} bytes.`);
  }
}

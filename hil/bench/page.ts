// Figures into the page that shows them, between two comments.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './row.js';

/** `page` holds `<!-- bench NAME -->` and `<!-- end -->`; what stands between them is replaced. */
export function writePage(page: string, name: string, machine: string, rows: readonly Row[]): void {
  const text = readFileSync(page, 'utf8');
  const opening = `<!-- bench ${name} -->`;
  const from = text.indexOf(opening);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`${page} has no place for the figures of "${name}"`);
  const table = rows.map(({ what, figure, goal }) => `| ${what.trim()} | ${figure.trim()} | ${goal ?? ''} |`);
  const out = [opening, '', `${machine}.`, '', '| what | figure | goal |', '|---|---|---|', ...table, '', ''].join(
    '\n',
  );
  writeFileSync(page, text.slice(0, from) + out + text.slice(to));
}

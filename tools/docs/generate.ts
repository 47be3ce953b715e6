// Writes the generated pages of docs/ from the tables they document: `npm run docs`. CI checks that they are current.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dialectPage } from '../compiler/dialect-page.js';
import { boardsPage } from './boards.js';
import { errorsPage } from './errors.js';
import { wirePage } from './wire.js';

const docs = fileURLToPath(new URL('../../../docs', import.meta.url));

/** File name to content. */
export const pages = (): Record<string, string> => ({
  'boards.md': boardsPage(),
  'dialect.md': dialectPage(),
  'errors.md': errorsPage(),
  'wire.md': wirePage(),
});

/** Names of pages in `docs/` that differ from what the tables say. */
export function stalePages(): string[] {
  return Object.entries(pages())
    .filter(([name, content]) => {
      try {
        return readFileSync(path.join(docs, name), 'utf8') !== content;
      } catch {
        return true;
      }
    })
    .map(([name]) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(docs, { recursive: true });
  for (const [name, content] of Object.entries(pages())) writeFileSync(path.join(docs, name), content);
}

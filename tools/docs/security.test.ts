// The page of claims names tests that exist.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** Titles stand in the sources with other quotes, or cut by line ends of the formatter. */
const plain = (text: string): string => text.replace(/\\?['’`"]/g, '').replace(/\s+/g, ' ');

test('every test that docs/security.md names stands in the file it names', () => {
  const rows = [
    ...readFileSync('docs/security.md', 'utf8').matchAll(/^\|[^|]+\| `([\w./-]+\.test\.ts)`: ([^|]+) \|$/gm),
  ];
  expect(rows.length).toBeGreaterThan(30);
  const missing = rows.flatMap(([, file, titles]) => {
    const source = plain(readFileSync(file!, 'utf8'));
    return titles!
      .split('; ')
      .filter((title) => !source.includes(plain(title)))
      .map((title) => `${file}: ${title}`);
  });
  expect(missing).toEqual([]);
});

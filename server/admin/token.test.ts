import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '../test/fixture.js';
import { openAdminToken } from './token.js';

test('the token is made once; a file without one is STATE_CORRUPT', () => {
  const { path, remove } = temporaryDirectory();
  try {
    const token = openAdminToken(path);
    expect(openAdminToken(path)).toBe(token);
    for (const text of ['', 'short', `${'a'.repeat(31)}\n`, `${'a'.repeat(40)} b`]) {
      writeFileSync(join(path, 'admin-token'), text);
      expect(() => openAdminToken(path)).toThrow(expect.objectContaining({ code: 'STATE_CORRUPT' }));
    }
  } finally {
    remove();
  }
});

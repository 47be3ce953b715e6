// The state on disk: one owner, damage refused and kept, chain and identity checked.
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../test/fixture.js';
import { Sql } from './sql.js';
import { Store } from './store.js';

let temporary: ReturnType<typeof temporaryDirectory>;
let dir: string;
beforeEach(() => {
  temporary = temporaryDirectory();
  dir = join(temporary.path, 'data');
});
afterEach(() => temporary.remove());

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};
/** Opens, closes, and lets `damage` at the files. */
function damaged(damage: () => void): unknown {
  const store = new Store(dir);
  for (let i = 0; i < 200; i++) store.audit.append('test', { i });
  store.close();
  damage();
  return codeOf(() => new Store(dir).close());
}
const copies = (): string[] => readdirSync(dir).filter((f) => f.includes('.corrupt'));

test('keys and database survive closing and opening', () => {
  const first = new Store(dir);
  const { serverId } = first.keys;
  first.audit.append('test', {});
  first.close();
  const second = new Store(dir);
  expect(second.keys.serverId).toEqual(serverId);
  expect(second.audit.list()).toHaveLength(1);
  second.close();
});

test('secrets are readable by their owner only', () => {
  new Store(dir).close();
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, 'keys.json')).mode & 0o777).toBe(0o600);
});

test('a second server in the same directory is refused while the first runs', () => {
  const store = new Store(dir);
  expect(codeOf(() => new Store(dir))).toBe('STATE_BUSY');
  store.close();
  expect(codeOf(() => new Store(dir).close())).toBeUndefined();
});

test('the pid file of a dead server keeps nobody out', () => {
  new Store(dir).close();
  writeFileSync(join(dir, 'server.pid'), '999999\n');
  expect(codeOf(() => new Store(dir).close())).toBeUndefined();
});

test.each([
  [
    'overwritten in the middle',
    (f: string) => {
      const bytes = readFileSync(f);
      bytes.fill(0x5a, 4096, 12_000);
      writeFileSync(f, bytes);
    },
  ],
  ['cut', (f: string) => truncateSync(f, statSync(f).size - 5000)],
  ['replaced by something else', (f: string) => writeFileSync(f, 'garbage'.repeat(1000))],
])('a database that was %s is refused, kept, and copied', (_, damage) => {
  const file = join(dir, 'server.db');
  expect(damaged(() => damage(file))).toBe('STATE_CORRUPT');
  expect(copies()).toHaveLength(1);
  expect(existsSync(file)).toBe(true);
});

test.each([
  ['altered', (f: string) => writeFileSync(f, readFileSync(f, 'utf8').replace(/[0-9a-f](?=",\s*"checksum)/, 'z'))],
  [
    'altered in one digit',
    (f: string) =>
      writeFileSync(
        f,
        readFileSync(f, 'utf8').replace(/("master": ")(.)/, (_, a, b) => a + (b === '0' ? '1' : '0')),
      ),
  ],
  ['cut', (f: string) => truncateSync(f, 100)],
  ['empty', (f: string) => truncateSync(f, 0)],
  ['followed by bytes', (f: string) => appendFileSync(f, 'x')],
  [
    'of another version',
    (f: string) => writeFileSync(f, readFileSync(f, 'utf8').replace('"version": 1', '"version": 2')),
  ],
  ['nothing, as JSON', (f: string) => writeFileSync(f, 'null')],
  ['missing', unlinkSync],
])('a key file that is %s is refused', (what, damage) => {
  const file = join(dir, 'keys.json');
  expect(damaged(() => damage(file))).toBe('STATE_CORRUPT');
  expect(existsSync(file)).toBe(what !== 'missing');
});

test('the error of a damaged key file shows none of it', () => {
  let secret = '';
  new Store(dir).close();
  const file = join(dir, 'keys.json');
  secret = JSON.parse(readFileSync(file, 'utf8')).master as string;
  writeFileSync(file, readFileSync(file, 'utf8').replace('{', ''));
  try {
    new Store(dir);
    throw new Error('it opened');
  } catch (error) {
    const { message, stack } = error as Error;
    expect(`${message}${stack}`).not.toContain(secret.slice(0, 16));
    expect(message).toContain('keys.json');
  }
});

test('a key file without its database is refused', () => {
  expect(damaged(() => unlinkSync(join(dir, 'server.db')))).toBe('STATE_CORRUPT');
});

test('a database of another server is refused', () => {
  const other = join(temporary.path, 'other');
  new Store(other).close();
  expect(damaged(() => writeFileSync(join(dir, 'server.db'), readFileSync(join(other, 'server.db'))))).toBe(
    'STATE_CORRUPT',
  );
});

test('a start that was cut short before the identity was written begins again', () => {
  new Store(dir).close();
  const sql = new Sql(join(dir, 'server.db'));
  sql.run('DELETE FROM identity');
  sql.close();
  expect(codeOf(() => new Store(dir).close())).toBeUndefined();
});

test('a database of a newer version is left alone', () => {
  expect(
    damaged(() => {
      const sql = new Sql(join(dir, 'server.db'));
      sql.exec('PRAGMA user_version = 99');
      sql.close();
    }),
  ).toBe('VERSION_MISMATCH');
  expect(copies()).toEqual([]);
});

test.each([
  ['changed', 'UPDATE audit SET detail = \'{"i":7}\' WHERE seq = 50'],
  ['removed', 'DELETE FROM audit WHERE seq = 50'],
  ['moved in time', 'UPDATE audit SET at = at + 1 WHERE seq = 50'],
])('an audit entry that was %s breaks the chain', (_, statement) => {
  expect(
    damaged(() => {
      const sql = new Sql(join(dir, 'server.db'));
      sql.exec(statement);
      sql.close();
    }),
  ).toBe('STATE_CORRUPT');
});

test('a transaction that throws leaves nothing, its audit entry included', () => {
  const store = new Store(dir);
  expect(() =>
    store.sql.transaction(() => {
      store.audit.append('test', {});
      throw new Error('no');
    }),
  ).toThrow('no');
  store.audit.append('after', {});
  expect(store.audit.list().map((e) => e.kind)).toEqual(['after']);
  expect(store.audit.verify()).toBeUndefined();
  store.close();
});

test('byte strings, booleans, nothing and numbers go through the driver unharmed', () => {
  const sql = new Sql(':memory:');
  sql.exec('CREATE TABLE t (a BLOB PRIMARY KEY, b, c, d) WITHOUT ROWID');
  const a = Uint8Array.of(0, 255, 1).subarray(1);
  sql.run('INSERT INTO t VALUES (?, ?, ?, ?)', a, true, undefined, 2 ** 45);
  expect(sql.get('SELECT * FROM t WHERE a = ?', a)).toEqual({ a: Uint8Array.of(255, 1), b: 1, c: null, d: 2 ** 45 });
  expect(() => sql.run('INSERT INTO t VALUES (?, ?, ?, ?)', a, 'a\0b', 1, 1)).toThrow(RangeError);
  expect(() => sql.run('INSERT INTO t VALUES (?, ?, ?, ?)', a, Number.NaN, 1, 1)).toThrow(RangeError);
  sql.close();
  expect(() => sql.get('SELECT 1')).toThrow('closed');
});

// Where the daemon can be reached from: the socket's directory and the token's file are the user's own.
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { leave, stateDir } from '../testing/room.js';
import { readToken } from './token.js';
import { UnixServer } from './unix-server.js';

afterEach(leave);

const refused = expect.objectContaining({ code: 'CONFIG_INVALID' });
const serverIn = (dir: string): UnixServer =>
  new UnixServer({
    path: join(dir, 'host.sock'),
    messageLimit: 1024,
    connect: () => {
      throw new Error('nobody comes');
    },
    disconnect: () => {},
  });

test('a directory that others may enter or read holds no socket', async () => {
  const dir = join(stateDir(), 'open');
  mkdirSync(dir, { mode: 0o700 });
  for (const mode of [0o755, 0o710, 0o704, 0o701]) {
    chmodSync(dir, mode);
    await expect(serverIn(dir).start()).rejects.toThrow(refused);
  }
  chmodSync(dir, 0o700);
  const server = serverIn(dir);
  await server.start();
  await server.stop();
});

const isRoot = process.getuid?.() === 0;
(isRoot ? test : test.skip)(
  `a directory of somebody else holds none either${isRoot ? '' : ' (skipped: only root can make one)'}`,
  async () => {
    const dir = join(stateDir(), 'strange');
    mkdirSync(dir, { mode: 0o700 });
    chownSync(dir, 12345, 12345);
    await expect(serverIn(dir).start()).rejects.toThrow(refused);
  },
);

test('a token is kept as long as it is one, and made anew when its file holds something else', () => {
  const dir = stateDir();
  const token = readToken(dir);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(readToken(dir)).toBe(token);
  const file = join(dir, 'token');
  for (const text of ['', 'x', token.slice(1), `${token}0`, token.toUpperCase().replace(/^./, 'G')]) {
    writeFileSync(file, text);
    const next = readToken(dir);
    expect(next).toMatch(/^[0-9a-f]{64}$/);
    expect(next).not.toBe(token);
    expect(readFileSync(file, 'utf8').trim()).toBe(next);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { CardStatus } from '../../host/daemon.js';
import { udevRule } from '../../protocol/usb.js';
import type { SurveyedPort } from '../ports/survey.js';
import { checkCards } from './cards.js';
import { checkNode, checkPortList, checkSocat, checkUdev } from './computer.js';
import { checkServer } from './servers.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function serving(date: string | undefined): Promise<string> {
  const server: Server = createServer((_request, response) => {
    response.sendDate = false;
    if (date) response.setHeader('date', date);
    response.end('ok\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise((resolve) => server.close(resolve)));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/uplink`;
}

test('a server is reachable or not, and a clock that is far off is named with the way it is off', async () => {
  const now = Date.parse('2030-01-01T00:00:00Z');
  const of = async (date: string): Promise<string> => {
    const found = await checkServer({ name: 'shop', url: await serving(date) }, () => now);
    return found.map((f) => `${f.status} ${f.found}`).join('; ');
  };
  expect(await of('Tue, 01 Jan 2030 00:00:01 GMT')).toMatch(/^ok answers at ws:.*; ok the same as here$/);
  expect(await of('Tue, 01 Jan 2030 00:05:00 GMT')).toContain('failed 300 s ahead');
  expect(await of('Mon, 31 Dec 2029 23:59:30 GMT')).toContain('ok 30 s behind');
  const [gone] = await checkServer({ name: 'shop', url: 'ws://127.0.0.1:1/uplink' });
  expect(gone).toMatchObject({ status: 'failed', found: expect.stringContaining('ECONNREFUSED') });
});

test('the udev rule is missing, old, or current', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-udev-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  const file = path.join(dir, '70-cpu6.rules');
  expect(checkUdev('linux', file).status).toBe('warning');
  writeFileSync(file, 'SUBSYSTEM=="tty", MODE="0666"\n');
  expect(checkUdev('linux', file).found).toContain('not that of this version');
  writeFileSync(file, udevRule());
  expect(checkUdev('linux', file).status).toBe('ok');
  expect(checkUdev('darwin', file).status).toBe('skipped');
});

test('an old Node fails, ports that cannot be listed and a missing socat are warned of', async () => {
  expect(checkNode('20.18.3').status).toBe('failed');
  expect(checkNode('22.0.0').status).toBe('ok');
  expect((await checkPortList(() => Promise.reject(new Error('spawn udevadm ENOENT')))).status).toBe('warning');
  expect(checkSocat(() => false).status).toBe('warning');
});

test('each kind of port is judged: a card of this version is well, all others say what to do', async () => {
  const port = (kind: SurveyedPort['kind'], more: object = {}): SurveyedPort => ({
    path: '/dev/ttyACM0',
    address: 'serial:/dev/ttyACM0',
    boards: ['PICO_R1_3'],
    kind,
    why: 'because',
    ...more,
  });
  const of = async (found: SurveyedPort[]): Promise<string[]> =>
    (await checkCards({ probe: [], held: [], runtime: 'aa', survey: async () => found })).map((f) => f.status);
  expect(await of([port('card', { runtime: 'aa' })])).toEqual(['ok']);
  expect(await of([port('card', { runtime: 'bb' })])).toEqual(['warning']);
  expect(await of([port('taken'), port('no permission'), port('no device')])).toEqual(['failed', 'failed', 'failed']);
  expect(await of([port('console'), port('silent'), port('other')])).toEqual(['warning', 'warning', 'warning']);
  expect(await of([port('not asked'), port('not asked', { boards: [] })])).toEqual(['skipped']);
  expect(await of([])).toEqual(['warning']);
});

test('a card that the daemon has is judged by what the daemon knows of it', async () => {
  const base = {
    address: 'serial:/dev/ttyACM0',
    servers: [],
    connected: true,
    card: 'c',
    board: 'PICO_R1_3',
    runtime: 'aa',
  };
  const of = async (more: object): Promise<string> => {
    const held = [{ ...base, ...more } as object as CardStatus];
    return (await checkCards({ probe: [], held, runtime: 'aa', survey: async () => [] }))[0]!.status;
  };
  const server = { server: 's', name: 'shop', url: 'ws:', enrolled: true };
  expect(await of({ servers: [server] })).toBe('ok');
  expect(await of({})).toBe('warning');
  expect(await of({ runtime: 'bb', servers: [server] })).toBe('warning');
  expect(await of({ connected: false })).toBe('failed');
});

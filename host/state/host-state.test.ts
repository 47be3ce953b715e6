import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { leave, stateDir } from '../testing/room.js';
import { HostState } from './host-state.js';
import { lockDirectory } from './lock.js';

afterEach(leave);

const server = { url: 'ws://localhost:1/uplink', name: 'Shop', serverKey: 'aa', authority: 'bb', certificate: 'cc' };
const card = 'cd'.repeat(16);
const old = { share: '01'.repeat(32), generation: 1 };
const fresh = { share: '02'.repeat(32), generation: 2 };

test('key and enrolments survive a restart; directory and file belong to the user alone', () => {
  const dir = join(stateDir(), 'state');
  const first = HostState.open(dir);
  const key = first.hostKey.publicKey;
  first.putPending('ee', server, card, old);
  first.settleCard('ee', card, [1]);
  first.close();
  const second = HostState.open(dir);
  expect(second.hostKey.publicKey).toEqual(key);
  expect(second.servers.ee).toEqual({ ...server, cards: { [card]: { slot: old } } });
  second.close();
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, 'host.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['host.json']);
});

test('an enrolment that was cut short is settled by what the card says it holds', () => {
  const state = HostState.open(stateDir());
  const slot = (generation: number | undefined): unknown => {
    state.putPending('ee', server, card, old);
    state.settleCard('ee', card, [1]);
    state.putPending('ee', server, card, fresh);
    state.settleCard('ee', card, generation === undefined ? [] : [generation]);
    return state.servers.ee!.cards[card];
  };
  expect(slot(2)).toEqual({ slot: fresh });
  expect(slot(1)).toEqual({ slot: old });
  state.removeCard('ee', card);
  state.putPending('ee', server, card, fresh);
  state.settleCard('ee', card, []);
  expect(state.servers.ee!.cards[card]).toBeUndefined();
  state.close();
});

test('a state file that was changed or cut is refused with STATE_CORRUPT and kept as a copy', () => {
  for (const damage of [
    (text: string) => text.replace(/"hostName": "./, '"hostName": "X'),
    (text: string) => text.slice(0, 40),
    () => '',
    () => '{}',
    () => 'null',
  ]) {
    const dir = stateDir();
    HostState.open(dir).close();
    const file = join(dir, 'host.json');
    const damaged = damage(readFileSync(file, 'utf8'));
    writeFileSync(file, damaged);
    let copy = '';
    try {
      HostState.open(dir);
    } catch (error) {
      expect(error).toMatchObject({ code: 'STATE_CORRUPT', facts: { file } });
      copy = (error as { facts: { copy: string } }).facts.copy;
    }
    expect(readFileSync(copy, 'utf8')).toBe(damaged);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
    expect(existsSync(join(dir, 'lock'))).toBe(false);
  }
});

test('a second daemon on the same directory is refused and told who holds it', () => {
  const dir = stateDir();
  const state = HostState.open(dir);
  expect(() => HostState.open(dir)).toThrow(
    expect.objectContaining({ code: 'STATE_BUSY', facts: { dir, pid: process.pid } }),
  );
  state.close();
  HostState.open(dir).close();
});

test('the lock of a process that is dead, or whose number another process has now, is taken over', () => {
  const dir = stateDir();
  const dead = spawnSync(process.execPath, ['-e', 'console.log(process.pid)']).stdout.toString().trim();
  for (const content of [`${dead} 1\n`, `${process.pid} 1\n`, 'garbage', '']) {
    writeFileSync(join(dir, 'lock'), content);
    const unlock = lockDirectory(dir);
    expect(readFileSync(join(dir, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} \\d+`));
    unlock();
    expect(readdirSync(dir)).toEqual([]);
  }
});

import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { CardConnection } from './card/card-connection.js';
import type { HostEventBody } from './events.js';
import { withPresence } from './presence.js';

test('the holder is told of this request’s button only, until it is over', async () => {
  const connection = new EventEmitter();
  const told: HostEventBody[] = [];
  const say = (type: string, session: number): void => {
    connection.emit('message', { type, session, seconds: 30, pressed: true });
  };
  const work = async (): Promise<string> => {
    say('presence', 5);
    say('presence', 0);
    say('presenceEnd', 5);
    expect(told.map((e) => e.type)).toEqual(['presence']);
    say('presenceEnd', 0);
    return 'done';
  };
  const facts = { card: 'c', message: 'to remove a slot' };
  await expect(withPresence(connection as CardConnection, (e) => told.push(e), facts, work)).resolves.toBe('done');
  expect(told).toEqual([
    { type: 'presence', card: 'c', message: 'to remove a slot', seconds: 30 },
    { type: 'presence-end', card: 'c', pressed: true },
  ]);
  say('presence', 0);
  expect(told).toHaveLength(2);
});

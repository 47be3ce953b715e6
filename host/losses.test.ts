import { afterEach, expect, test } from '@jest/globals';
import { Cpu6Error } from '../protocol/errors/error.js';
import { type Clock, systemClock } from './clock.js';
import type { HostDaemon } from './daemon.js';
import type { HostEvent } from './events.js';
import { deafTime, Losses } from './losses.js';
import { leave, type Room, room } from './testing/room.js';

afterEach(leave);

/** A clock that can be put forward: what waits goes on waiting. */
class Forward implements Clock {
  #ahead = 0;
  put(ms: number): void {
    this.#ahead += ms;
  }
  now(): number {
    return systemClock.now() + this.#ahead;
  }
  date = systemClock.date;
  after = systemClock.after;
}

/** Whenever the card asks for its button, `then` instead of a person. Returns what ends that. */
function whenAsked({ card, daemon }: Room, then: (time: number) => void): () => void {
  card.autoPress = false;
  let times = 0;
  const onEvent = (event: HostEvent): void => {
    if (event.type === 'presence' && event.method === 'pay') then(++times);
  };
  daemon.on('event', onEvent);
  return () => {
    daemon.off('event', onEvent);
    card.autoPress = true;
  };
}
const cut = ({ card }: Room): void => {
  card.powerCycle();
  card.unplug();
};
const count = (daemon: HostDaemon, type: string): number => daemon.recent.filter((e) => e.type === type).length;
const pay = ({ client }: Room, time?: number): Promise<unknown> =>
  client.call('toy', 'pay', { order: 1, pan: '1' }, time === undefined ? {} : { time });

test('a call that makes its card deaf until that is lost is made twice, and no more by client or daemon', async () => {
  const clock = new Forward();
  const all = await room({ clock });
  const end = whenAsked(all, () => {
    clock.put(deafTime);
    cut(all);
  });
  await expect(pay(all)).rejects.toMatchObject({ code: 'CARD_LOST', facts: { times: 2 } });
  expect(count(all.daemon, 'call')).toBe(2);
  end();
  expect(await pay(all)).toMatchObject({ count: 1 });
}, 30_000);

test('a card that is cut off three times in the middle of a purchase gives one receipt', async () => {
  const all = await room();
  whenAsked(all, (time) => (time <= 3 ? cut(all) : all.card.press()));
  expect(await pay(all)).toMatchObject({ count: 1 });
  expect(all.server.handlerRuns).toBe(1);
  expect(count(all.daemon, 'call')).toBe(4);
}, 30_000);

test('a card that does not come back was lost in the middle of the call: that is said, not that there is none', async () => {
  const all = await room();
  whenAsked(all, () => void all.card.stop());
  await expect(pay(all, 3_000)).rejects.toMatchObject({ code: 'CARD_LOST' });
});

test('a call that was only near when the card was lost is not suspected', () => {
  const losses = new Losses();
  for (let i = 0; i < 100; i++) losses.note(new Cpu6Error('CARD_LOST'));
  expect(losses.isEnough).toBe(false);
  expect(losses.report(new Cpu6Error('NO_CARD', { card: 'x' }))).toMatchObject({ code: 'CARD_LOST', facts: {} });
  expect(losses.report(new Cpu6Error('SERVER_UNREACHABLE'))).toMatchObject({ code: 'SERVER_UNREACHABLE' });
  for (let i = 0; i < 5; i++) losses.count(false);
  expect(losses.isEnough).toBe(true);
  expect(losses.report(new Cpu6Error('CARD_LOST'))).toMatchObject({ facts: { times: 5 } });
});

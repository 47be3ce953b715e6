import { Duplex } from 'node:stream';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { limitOf } from '../../protocol/limits.js';
import { decodeFrame, delimiter, encodeFrame, FrameType } from '../../protocol/link/frame.js';
import { CardLink, type CardLinkOptions } from '../testing/card-link.js';
import { FakeClock, settle } from '../testing/fake-clock.js';
import { Link } from './link.js';

/** A wire under the clock: `damage` sees each chunk and returns what arrives. */
function wire(
  clock: FakeClock,
  damage: (chunk: Uint8Array, direction: 'down' | 'up') => Uint8Array[] = (c) => [c],
  card_: Partial<CardLinkOptions> = {},
) {
  const card = new CardLink({
    clock,
    write: (bytes) => {
      for (const piece of damage(bytes, 'up')) clock.after(5, () => port.push(Buffer.from(piece)));
    },
    onMessage: (message) => atCard.push(Buffer.from(message)),
    onHello: () => void hellos++,
    onReset: () => void resets++,
    ...card_,
  });
  const atCard: Buffer[] = [];
  const atHost: Buffer[] = [];
  let hellos = 0;
  let resets = 0;
  let opened = 0;
  let port!: Duplex;
  const open = async (): Promise<Duplex> => {
    opened++;
    port = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        for (const piece of damage(chunk, 'down')) clock.after(5, () => card.receive(piece));
        done();
      },
    });
    return port;
  };
  const link = new Link({ open, address: 'tcp:test:1', clock });
  link.on('message', (message) => atHost.push(Buffer.from(message)));
  const counts = () => ({ hellos, resets, opened });
  return { link, card, atCard, atHost, counts, unplug: () => port.destroy() };
}

test('messages of every size up to the limit cross both ways whole and in order', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  w.link.start();
  await clock.advance(100);
  expect(w.link.isUp).toBe(true);
  const messages = [0, 1, 511, 512, 513, 1024, 4096, 65_536].map((n) => Buffer.alloc(n, n & 0xff));
  const sent = messages.map((m) => w.link.send(m));
  for (const m of messages) w.card.send(m);
  await clock.advance(5_000);
  await Promise.all(sent);
  expect(w.atCard).toEqual(messages);
  expect(w.atHost).toEqual(messages);
  await w.link.stop();
});

test('a control message overtakes a bulk message that waits', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  w.link.start();
  await clock.advance(100);
  const bulk = w.link.send(Buffer.alloc(4096, 1));
  const control = w.link.send(Buffer.from('control'), { control: true });
  await clock.advance(1_000);
  await Promise.all([bulk, control]);
  expect(w.atCard.map((m) => m.length)).toEqual([7, 4096]);
  await w.link.stop();
});

test('never more than the window is unacknowledged', async () => {
  const clock = new FakeClock();
  let down = 0;
  let most = 0;
  const w = wire(clock, (chunk, direction) => {
    down = direction === 'down' ? down + chunk.length : 0;
    most = Math.max(most, down);
    return [chunk];
  });
  w.link.start();
  await clock.advance(100);
  down = most = 0;
  const sent = w.link.send(Buffer.alloc(4000));
  await clock.advance(1_000);
  await sent;
  expect(most).toBeLessThanOrEqual(800);
  await w.link.stop();
});

test('a card that restarts is greeted again, and what waited is reported as lost', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  const ups: boolean[] = [];
  w.link.on('up', (info) => ups.push(info.restarted));
  w.link.start();
  await clock.advance(100);
  w.card.powerCycle();
  const lost = w.link.send(Buffer.from('x')).catch((e: unknown) => e);
  await clock.advance(60_000);
  expect(((await lost) as Cpu6Error).code).toBe('CARD_LOST');
  expect(ups).toEqual([false, true]);
  await w.link.stop();
});

test('a card that says at its start that it has started is greeted at once', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  w.link.start();
  await clock.advance(100);
  w.card.powerCycle({ announce: true });
  await clock.advance(50);
  expect(w.link.isUp).toBe(true);
  expect(w.counts().hellos).toBe(2);
  const sent = w.link.send(Buffer.from('x'));
  await clock.advance(100);
  await sent;
  await w.link.stop();
});

test('a port that is lost and found again costs nothing: what was half sent goes on from the last piece', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  const events: string[] = [];
  for (const event of ['up', 'down', 'interrupted', 'resumed'] as const) w.link.on(event, () => events.push(event));
  w.link.start();
  await clock.advance(100);
  const big = Buffer.alloc(20_000, 7);
  const sent = w.link.send(big);
  w.card.send(Buffer.alloc(9_000, 8));
  await clock.advance(60);
  const before = w.link.stats.framesDown;
  w.unplug();
  await settle();
  expect(w.link.isUp).toBe(true);
  const meanwhile = w.link.send(Buffer.from('meanwhile'));
  await clock.advance(4_000);
  await Promise.all([sent, meanwhile]);
  expect(events).toEqual(['up', 'interrupted', 'resumed']);
  expect(w.atCard.map((m) => m.length)).toEqual([20_000, 9]);
  expect(w.atCard[0]!.equals(big)).toBe(true);
  expect(w.atHost.map((m) => m.length)).toEqual([9_000]);
  expect(w.counts()).toMatchObject({ opened: 2, resets: 0 });
  expect(w.link.stats).toMatchObject({ resumed: 1, recoveries: { hello: 1, reopen: 1, break: 0, reset: 0 } });
  // Only what was on the way is sent twice: 20,000 bytes are 52 frames of 390.
  expect(before).toBeGreaterThan(10);
  expect(w.link.stats.repeated).toBeLessThan(4);
  await clock.advance(20_000);
  expect(events).toEqual(['up', 'interrupted', 'resumed']);
  await w.link.stop();
});

test('a card that is not found again in time is lost, and so is one that has restarted meanwhile', async () => {
  for (const restarted of [false, true]) {
    const clock = new FakeClock();
    const w = wire(clock);
    w.link.start();
    await clock.advance(100);
    if (restarted) w.card.powerCycle();
    else w.card.deaf = true;
    w.unplug();
    const lost = w.link.send(Buffer.from('x')).catch((e: unknown) => (e as Cpu6Error).code);
    await clock.advance(limitOf('link.resume') + 1_000);
    expect(await lost).toBe('CARD_LOST');
    expect(w.link.isUp).toBe(restarted);
    w.card.deaf = false;
    await clock.advance(60_000);
    // The link that was given up is not taken up again.
    expect(w.link.isUp).toBe(true);
    expect(w.counts().hellos).toBe(2);
    await w.link.stop();
  }
});

test('a card that is silent and comes back loses nothing; the rungs of the ladder are counted', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  const rungs: string[] = [];
  w.link.on('recovery', (rung) => rungs.push(rung));
  w.link.start();
  await clock.advance(100);
  w.card.deaf = true;
  const sent = w.link.send(Buffer.alloc(3_000, 1));
  while (rungs.length < 2) await clock.step();
  expect(rungs).toEqual(['hello', 'break']);
  w.card.deaf = false;
  await clock.advance(2_000);
  await sent;
  expect(w.atCard.map((m) => m.length)).toEqual([3_000]);
  expect(w.counts()).toMatchObject({ hellos: 1, resets: 0, opened: 1 });
  w.card.deaf = true;
  await clock.advance(120_000);
  expect(rungs.slice(2, 6)).toEqual(['hello', 'break', 'reset', 'reopen']);
  expect(rungs).toContain('report');
  expect(w.link.stats.recoveries.report).toBe(rungs.filter((r) => r === 'report').length);
  await w.link.stop();
});

test('equipment that never answered gets no break and no text', async () => {
  const clock = new FakeClock();
  const seen: Buffer[] = [];
  const w = wire(clock, (chunk, direction) => {
    if (direction === 'down') seen.push(Buffer.from(chunk));
    return [];
  });
  const rungs: string[] = [];
  w.link.on('recovery', (rung) => rungs.push(rung));
  w.link.start();
  await clock.advance(60_000);
  expect(rungs).toContain('report');
  expect(rungs).not.toContain('break');
  expect(seen.every((bytes) => bytes[0] === delimiter)).toBe(true);
  await w.link.stop();
});

/** A card whose port was lost and is there again: its frames arrive, but greetings do not reach it. */
async function heardButDeaf() {
  const clock = new FakeClock();
  let lost = false;
  const w = wire(clock, (chunk, direction) => (lost && direction === 'down' ? [] : [chunk]));
  const events: string[] = [];
  for (const event of ['interrupted', 'resumed', 'down'] as const) w.link.on(event, () => events.push(event));
  w.link.start();
  await clock.advance(100);
  lost = true;
  const talk = (): void => {
    if (w.link.state !== 'closed') w.card.send(Buffer.from('.'));
    clock.after(700, talk);
  };
  talk();
  w.unplug();
  const sent = w.link.send(Buffer.alloc(3_000, 1)).then(
    () => 'sent',
    (error: unknown) => (error as Cpu6Error).code,
  );
  const hear = (): void => {
    lost = false;
  };
  return { clock, w, events, sent, hear };
}

test('a card that is heard, but does not hear the host, is not given up for the time that this takes', async () => {
  const { clock, w, events, sent, hear } = await heardButDeaf();
  await clock.advance(limitOf('link.resume') + limitOf('link.greet') + limitOf('link.break') + 3_000);
  expect(events).toEqual(['interrupted']);
  hear();
  await clock.advance(2_000);
  expect(await sent).toBe('sent');
  expect(events).toEqual(['interrupted', 'resumed']);
  expect(w.counts().resets).toBe(0);
  await w.link.stop();
});

test('a card that talks and never answers a greeting is restarted all the same', async () => {
  const { clock, w, events, sent } = await heardButDeaf();
  await clock.advance(60_000);
  expect(await sent).toBe('CARD_LOST');
  expect(events).toEqual(['interrupted', 'down']);
  expect(w.link.stats.recoveries.reset).toBeGreaterThan(0);
  await w.link.stop();
});

test('a card announces how long a message it takes', async () => {
  const clock = new FakeClock();
  const w = wire(clock, undefined, { message: 5_000 });
  w.link.start();
  await clock.advance(100);
  expect(w.link.messageLimit).toBe(5_000);
  await expect(w.link.send(Buffer.alloc(5_001))).rejects.toMatchObject({
    code: 'MESSAGE_TOO_BIG',
    facts: { size: 5_001, limit: 5_000 },
  });
  await w.link.stop();
});

test('a control message does not wait for the bulk message that is on its way', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  w.link.start();
  await clock.advance(100);
  const bulk = w.link.send(Buffer.alloc(60_000, 1));
  await clock.advance(100);
  const began = clock.now();
  await Promise.all([w.link.send(Buffer.from('now'), { control: true }), clock.advance(60)]);
  expect(w.atCard.map((m) => m.length)).toEqual([3]);
  expect(clock.now() - began).toBeLessThanOrEqual(60);
  await clock.advance(3_000);
  await bulk;
  expect(w.atCard.map((m) => m.length)).toEqual([3, 60_000]);
  await w.link.stop();
});

test('a card that is busy for long finds no more in its receive buffer than it holds', async () => {
  const clock = new FakeClock();
  let held = 0;
  let most = 0;
  let busy = false;
  let waiting: Uint8Array[] = [];
  const w = wire(clock, (chunk, direction) => {
    if (direction === 'up') return [chunk];
    if (!busy) return [chunk];
    held += chunk.length;
    most = Math.max(most, held);
    waiting.push(chunk);
    return [];
  });
  w.link.start();
  await clock.advance(100);
  w.link.tolerate(30_000);
  const sent = [1, 2, 3].map((n) => w.link.send(Buffer.alloc(2_000, n)));
  await clock.advance(10);
  busy = true;
  await clock.advance(29_000);
  busy = false;
  for (const chunk of waiting) w.card.receive(chunk);
  waiting = [];
  await clock.advance(5_000);
  await Promise.all(sent);
  expect(most).toBeGreaterThan(500);
  expect(most).toBeLessThanOrEqual(800 + 96);
  expect(w.link.stats.recoveries.hello).toBe(0);
  await w.link.stop();
});

test('an idle link costs a ping and its answer in a second and a half', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  w.link.start();
  await clock.advance(100);
  const before = w.link.stats;
  await clock.advance(60_000);
  const { framesDown, framesUp, bytesDown, roundTrip } = w.link.stats;
  expect(framesDown - before.framesDown).toBeLessThanOrEqual(40);
  expect(framesUp - before.framesUp).toBeLessThanOrEqual(40);
  expect(bytesDown - before.bytesDown).toBeLessThanOrEqual(440);
  expect(roundTrip).toBe(10);
  await w.link.stop();
});

test('a silent card is reset, its port opened again, and then reported', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  const silent: string[] = [];
  w.link.on('silent', (why) => silent.push(why.code));
  w.card.deaf = true;
  w.link.start();
  await clock.advance(60_000);
  expect(silent).toContain('CARD_SILENT');
  expect(w.counts().opened).toBeGreaterThan(1);
  w.card.deaf = false;
  await clock.advance(60_000);
  expect(w.link.isUp).toBe(true);
  await w.link.stop();
  expect(clock.pending).toBe(0);
});

test.each([
  ['the first form of the greeting', [1, 13]],
  ['another protocol version', [2, 18]],
])(
  'a card with %s is reported as one to flash again, and gets no break and no restart',
  async (_, [version, length]) => {
    const clock = new FakeClock();
    const written: number[] = [];
    const silent: Cpu6Error[] = [];
    const port = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        const frame = decodeFrame(chunk);
        written.push(frame?.type ?? -1);
        // An older card takes a hello of five bytes, a newer one that of nine.
        if (frame?.type === FrameType.hello && frame.payload.length === (length === 13 ? 5 : 9)) {
          const payload = new Uint8Array(length!);
          payload.set([version!, ...frame.payload.subarray(1, 5)]);
          port.push(encodeFrame({ type: FrameType.welcome, seq: 0, ack: 0, payload }));
        }
        done();
      },
    });
    const link = new Link({ open: async () => port, address: 'serial:/dev/old', clock });
    link.on('silent', (why) => silent.push(why));
    link.start();
    await clock.advance(900);
    expect(silent.map((why) => why.code)).toEqual(['CARD_VERSION']);
    expect(silent[0]!.message).toContain('serial:/dev/old');
    expect(silent[0]!.report().fix).toContain('cpu6 flash');
    expect(new Set(written)).toEqual(new Set([FrameType.hello]));
    await link.stop();
  },
);

test('a message over the limit is refused before it is sent', async () => {
  const clock = new FakeClock();
  const w = wire(clock);
  w.link.start();
  await clock.advance(100);
  await expect(w.link.send(Buffer.alloc(limitOf('link.message') + 1))).rejects.toMatchObject({
    code: 'MESSAGE_TOO_BIG',
  });
  await w.link.stop();
  await expect(w.link.send(Buffer.alloc(1))).rejects.toBeInstanceOf(Cpu6Error);
});

test('whatever is flipped, dropped, doubled, inserted or cut off: nothing lost, doubled, reordered or altered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 1500 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.uint8Array({ maxLength: 1500 }), { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.record({ kind: fc.nat(99), at: fc.nat(2000), value: fc.nat(255) })),
      fc.integer({ min: 12, max: 400 }),
      async (down, up, faults, cutEvery) => {
        const clock = new FakeClock();
        let quiet = true;
        let chunks = 0;
        const w = wire(clock, (chunk) => {
          if (quiet) return [chunk];
          const { value: fault } = faults.next() as { value: { kind: number; at: number; value: number } };
          const data = Buffer.from(chunk);
          const at = fault.at % Math.max(1, data.length);
          switch (99 - fault.kind) {
            case 0:
            case 8:
            case 9:
              data[at]! ^= 1 << (fault.value & 7);
              return [data];
            case 1:
            case 7:
              return [];
            case 2:
              return [data, data];
            case 3:
              return [Buffer.concat([data.subarray(0, at), data.subarray(at + 1)])];
            case 4:
              return [Buffer.concat([data.subarray(0, at), Buffer.from([0xa5, fault.value]), data.subarray(at)])];
            case 5:
            case 6:
            case 10:
            case 11:
              return [data.subarray(0, at), data.subarray(at)];
            default:
              return [data];
          }
        });
        let downs = 0;
        w.link.on('down', () => downs++);
        w.link.on('bytes', () => {
          if (!quiet && ++chunks % cutEvery === 0) w.unplug();
        });
        w.link.start();
        await clock.advance(100);
        quiet = false;
        const sent = Promise.all(down.map((m) => w.link.send(m)));
        sent.catch(() => {});
        for (const m of up) w.card.send(m);
        for (let i = 0; i < 4000 && (w.atCard.length < down.length || w.atHost.length < up.length); i++)
          if (!(await clock.step())) break;
        expect(downs).toBe(0);
        expect(w.atCard).toEqual(down.map((m) => Buffer.from(m)));
        expect(w.atHost).toEqual(up.map((m) => Buffer.from(m)));
        w.card.stop();
        await w.link.stop();
      },
    ),
    { numRuns: Number(process.env.CPU6_RUNS ?? 300) },
  );
});

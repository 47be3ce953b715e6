// Clients that take nothing of what they asked for are let go, before what waits for them fills the memory.
import { get } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { HostDaemon } from '../daemon.js';
import { atEnd, leave, room } from '../testing/room.js';

afterEach(leave);

/** Events that are more than may wait for a client. */
function flood(daemon: HostDaemon): void {
  const text = 'x'.repeat(1 << 20);
  for (let n = 0; n < 16; n++) daemon.emit('event', { type: 'fault', seq: 1e6 + n, time: 0, what: text } as never);
}
const subscribe = '{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{}}';

test('on the socket', async () => {
  const { daemon, dir } = await room();
  const socket = connectSocket(join(dir, 'host.sock'));
  atEnd(() => socket.destroy());
  socket.write(`${subscribe}\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  flood(daemon);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  let taken = 0;
  socket.on('data', (data) => {
    taken += data.length;
  });
  socket.resume();
  await ended;
  expect(taken).toBeLessThan(12 << 20);
});

test('on a WebSocket', async () => {
  const { daemon } = await room({ port: 0 });
  const headers = { authorization: `Bearer ${daemon.token}` };
  const ws = new WebSocket(daemon.url!.replace('http', 'ws'), ['cpu6.v1'], { headers });
  atEnd(() => ws.terminate());
  await new Promise((resolve) => ws.once('open', resolve));
  ws.send(subscribe);
  await new Promise((resolve) => ws.once('message', resolve));
  ws.pause();
  flood(daemon);
  ws.on('error', () => {});
  const code = new Promise((resolve) => ws.once('close', resolve));
  ws.resume();
  expect(await code).toBe(1006);
});

test('on the stream of events', async () => {
  const { daemon } = await room({ port: 0 });
  const ended = new Promise<void>((resolve, reject) => {
    const request = get(`${daemon.url}/events`, (response) => {
      response.once('data', () => {
        response.pause();
        flood(daemon);
        response.once('close', () => resolve());
        response.resume();
      });
      response.on('error', () => {});
    });
    request.on('error', reject);
  });
  await ended;
});

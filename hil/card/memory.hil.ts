// Too little memory at each step of a session: what is being done may fail, but the runtime comes back by itself.
//
// Out of memory skips `catch` and `finally` in this interpreter. A second program beside the runtime, in the native build's
// start file, holds all JsVars but as many as a file says; the steps are those of a session, over the card's own wire.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SerialPort } from 'serialport';
import { channelProgram, shopApplet } from '../../device/testing/programs.js';
import { SessionPeer } from '../../device/testing/session-peer.js';
import { u32 } from '../../device/testing/values.js';
import { startNative } from '../../device/virtual/native.js';
import type { ServedCard } from '../../device/virtual/serve.js';
import { shippedRuntime } from '../../tools/artifacts.js';
import { which } from './which.js';

const { kind, address } = which();
const why = kind === 'interpreter' ? '' : ` (skipped: needs a native interpreter with a fixed heap; this is ${kind})`;

/** JsVars that are left free before a step. */
const left = [30, 80, 150, 300, 600, 1200];
/** A step under pressure is given up after so many ms; the filler needs a turn of the interpreter. */
const stepTime = 2_500;
const turn = 350;
/** It must come back within this, ms. */
const comeBack = 40_000;

const filler = `
var held = [];
setInterval(function () {
  var n;
  try { n = parseInt(require("fs").readFileSync("keep-free")); } catch (e) { return; }
  if (n < 0) { held = []; return; }
  var free = process.memory().free - n;
  if (free > 8) held.push(new Uint8Array((free - 4) * 8));
}, 100);
`;

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };
const next = { channel: channelProgram(7), shift: 7, applet: undefined };

type Step = (peer: SessionPeer) => Promise<unknown>;
/** Each step with what must have gone before. */
const steps: readonly (readonly [name: string, before: Step, step: Step])[] = [
  ['the description', async () => {}, (peer) => peer.connect()],
  ['the enrolment', (peer) => peer.connect(), (peer) => peer.enrol()],
  ['the projection', enrolled, (peer) => peer.open(first)],
  ['a call', opened, call],
  ['the next epoch', opened, (peer) => peer.change(next)],
];

async function enrolled(peer: SessionPeer): Promise<void> {
  await peer.connect();
  await peer.enrol();
}
async function opened(peer: SessionPeer): Promise<void> {
  await enrolled(peer);
  await peer.open(first);
}
async function call(peer: SessionPeer): Promise<void> {
  peer.startCall(0, u32(2, 3));
  expect((await peer.result()).status).toBe(0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  Promise.race([work, pause(ms).then(() => Promise.reject(new Error('not in time')))]);

(kind === 'interpreter' ? describe : describe.skip)(`without memory the runtime comes back${why}`, () => {
  let dir: string;
  let card: ServedCard;
  let port: SerialPort;
  const keepFree = (n: number): void => writeFileSync(path.join(dir, 'keep-free'), String(n));
  const peerOf = (): SessionPeer =>
    new SessionPeer({ write: (b) => void port.write(b), onData: (f) => void port.on('data', f) }, () => card.press());

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'cpu6-memory-'));
    keepFree(-1);
    const binary = address.slice('espruino:'.length);
    card = await startNative({ binary, stateDir: dir, runtime: shippedRuntime().code, beside: filler });
    port = new SerialPort({ path: card.address.slice('serial:'.length), baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  }, 60_000);
  afterAll(async () => {
    if (port) await new Promise<void>((resolve) => port.close(() => resolve()));
    await card?.stop();
    rmSync(dir, { recursive: true, force: true });
  }, 30_000);

  for (const [name, before, step] of steps)
    test(
      `at ${name}, with ${left.join(', ')} JsVars left`,
      async () => {
        const outcomes: string[] = [];
        for (const free of left) {
          const peer = peerOf();
          try {
            await within(comeBack, before(peer));
            keepFree(free);
            await pause(turn);
            outcomes.push(
              await within(stepTime, step(peer)).then(
                () => `${free}: done`,
                () => `${free}: failed`,
              ),
            );
          } finally {
            keepFree(-1);
            peer.close();
            port.removeAllListeners('data');
          }
          await pause(turn);
          const again = peerOf();
          try {
            await within(comeBack, opened(again));
            await within(comeBack, call(again));
          } finally {
            again.close();
            port.removeAllListeners('data');
          }
        }
        process.stderr.write(`  ${name}: ${outcomes.join(', ')}\n`);
      },
      left.length * comeBack * 3,
    );
});

// What the card's steps and the suites cost card and server, and how large the space is that epochs are drawn from.
import { randomBytes } from 'node:crypto';
import { type SuiteName, suiteNames } from '../../protocol/crypto/suites.js';
import { Projector, ServerChannel } from '../../server/index.js';
import { differenceOf, spaceOf } from '../../server/projector/space.js';
import { espruino, onInterpreter } from '../../tools/compiler/testing/harness.js';
import { channelKit, startCall } from '../channel/kit.js';
import { cardSteps } from './card-steps.js';
import type { Row } from './row.js';

/** ms of 256 bytes XORed by `map` on a 64 MHz Cortex-M4, from counted instructions. */
const reference = 91;
const projector = new Projector();
const newKeys = () => {
  const key = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
  return { down: key(), up: key() };
};

/** Runs calls of the channel's kit on the interpreter; the times in ms that they print. */
const inKit = async (...calls: string[]): Promise<number[]> =>
  (await onInterpreter([await channelKit(), ...calls].join(';\n'), 120_000)).map(Number);

/** ms on the interpreter: a record of 64 bytes, and one of 1,024. */
async function onCard(suite: SuiteName): Promise<[small: number, large: number]> {
  const start = startCall(projector.project(suite).channel, newKeys());
  const [small, large] = await inKit(start, 'time(64,10)', 'time(1024,4)');
  return [small!, large!];
}

/** µs on the server to seal and open a message of 256 bytes. */
function onServer(suite: SuiteName): number {
  const { draw } = projector.project(suite);
  const keys = newKeys();
  const message = Buffer.concat([Uint8Array.of(7), randomBytes(255)]);
  const sealer = new ServerChannel(draw, structuredClone(keys));
  const opener = new ServerChannel(draw, { down: keys.up, up: structuredClone(keys.down) });
  const run = (count: number): number => {
    const from = performance.now();
    for (let i = 0; i < count; i++) opener.open(sealer.seal(message));
    return ((performance.now() - from) * 1000) / count;
  };
  run(2000);
  return run(4000);
}

/** A time on this build in ms, and as it is estimated for the reference board. */
function times(ms: number, unit: number): string {
  const estimate = (ms * reference) / unit;
  return `${ms.toFixed(1)} / ${estimate < 100 ? estimate.toFixed(0) : (estimate / 1000).toFixed(1)} ${estimate < 100 ? 'ms' : 's'}`;
}

export async function security(): Promise<Row[]> {
  const rows: Row[] = [];
  let unit = 0;
  if (!espruino) rows.push({ what: 'on the card', figure: 'skipped: no Espruino binary' });
  else {
    [unit = 0] = await inKit('calibrate()');
    const { verification, attestation, change } = await cardSteps();
    const both = 'this build (ms) / reference board';
    for (const { bytes, ms } of verification)
      rows.push({ what: `verification of ${bytes} B, ${both}`, figure: times(ms, unit) });
    rows.push({ what: `attestation, ${both}`, figure: times(attestation, unit) });
    rows.push({ what: `change of epoch: code verified and made, keys derived, ${both}`, figure: times(change, unit) });
  }
  for (const suite of suiteNames) {
    if (espruino) {
      const [small, large] = await onCard(suite);
      rows.push({ what: `${suite}: record of 64 B, this build (ms) / reference board`, figure: times(small, unit) });
      rows.push({ what: `${suite}: record of 1 kB, this build (ms) / reference board`, figure: times(large, unit) });
    }
    rows.push({ what: `${suite}: server seals and opens 256 B`, figure: `${onServer(suite).toFixed(1)} µs` });
  }
  for (const suite of suiteNames) {
    const { form, bytes } = spaceOf(projector, suite);
    const { places, order, wire } = differenceOf(projector, suite, 3);
    const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
    rows.push({ what: `${suite}: space of a draw, form + constants`, figure: `${form.toFixed(0)} + ${bytes} bits` });
    rows.push({
      what: `${suite}: equal bytes of two draws, code by place / in order, wire`,
      figure: `${percent(places)} / ${percent(order)}, ${percent(wire)}`,
    });
  }
  return rows;
}

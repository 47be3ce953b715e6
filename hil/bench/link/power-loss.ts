// A card that loses its power while its flash is written: after each write of two compactions, or of a whole `cpu6 flash`, and
// in the middle of it. Does it come back, or can it be flashed again?
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNative } from '../../../device/virtual/native.js';
import { closePort, openPort } from '../../../host/link/index.js';
import { asCpu6Error } from '../../../protocol/errors/error.js';
import { hex } from '../../../protocol/session/ids.js';
import { shippedRuntime } from '../../../tools/artifacts.js';
import { CardKeys } from '../../../tools/flash/card-keys.js';
import { flashRuntime } from '../../../tools/flash/flash-runtime.js';
import { greet } from '../../../tools/flash/greet.js';
import { PacketConsole } from '../../../tools/flash/packet-console.js';
import { changeOf, type FlashWrite, flashAfter, flashFile, recorder } from './flash-writes.js';

export interface PowerLoss {
  readonly writes: number;
  /** Losses that were tried: after so many writes, and in the middle of the next. */
  readonly times: number;
  /** The same card said hello, with the old runtime or the new one. */
  readonly old: number;
  readonly fresh: number;
  /** The board was an ordinary Espruino. */
  readonly consoles: number;
  /** Where neither answered, something else did, or flashing again failed, and why. */
  readonly lost: readonly string[];
  /** Of the consoles, how many were flashed, and became a card again. */
  readonly tried: number;
  readonly flashed: number;
}

/** What `cpu6 flash` and the runtime themselves write small; then everything moves, and part of it once more. */
const compactions = `var s=require("Storage"),a=s.read("cpu6.ra")+"";s.erase("before");s.write("cpu6.rb",a);
for(var i=0;i<2;i++)s.write("junk"+i,E.toString(new Uint8Array(900).fill(65)));s.compact();
s.erase("junk0");s.erase("cpu6.ra");s.write("cpu6.ra",a);s.compact();quit();`;
const before = `require("Storage").write("before",E.toString(new Uint8Array(900)));quit();`;
/** A card that answers does so within this, ms. */
const patience = 2_000;
/** Of the losses that leave a console, every so many is flashed again. */
const flashEvery = 8;
/** Tried side by side. */
const atOnce = 3;

interface Recording {
  readonly before: Buffer;
  readonly writes: readonly FlashWrite[];
  readonly card: string;
}

const runtimes = (): readonly [string, string] => {
  const { code } = shippedRuntime();
  return [code, `${code}\n`];
};
const digest = (code: string): string => createHash('sha256').update(code, 'latin1').digest('hex');

async function flash(address: string, dir: string, runtime: string, onAnswer?: () => void): Promise<string> {
  const keys = new CardKeys(path.join(dir, 'keys'));
  const open = async () => {
    const port = await openPort(address);
    if (onAnswer) port.on('data', onAnswer);
    return port;
  };
  return (await flashRuntime({ address, open, runtime, keys, replace: true })).card;
}

/** Records the writes of a run, which begins with a card that was flashed. */
async function record(binary: string, dir: string, run: 'compactions' | 'flash'): Promise<Recording> {
  const script = (program: string, text: string): void => {
    writeFileSync(path.join(dir, 'script.js'), text);
    spawnSync(path.resolve(program), ['script.js'], { cwd: dir, input: '', timeout: 60_000 });
  };
  script(binary, before);
  const first = await startNative({ binary, stateDir: dir });
  const card = await flash(first.address, dir, runtimes()[0]);
  await first.stop();
  const image = readFileSync(path.join(dir, flashFile));
  const writes: FlashWrite[] = [];
  if (run === 'compactions') {
    const recording = recorder(binary, dir);
    script(recording.binary, compactions);
    writes.push(...recording.taken());
  } else {
    const second = await startNative({ binary, stateDir: dir });
    let last = image;
    const look = (): void => {
      const now = readFileSync(path.join(dir, flashFile));
      const change = changeOf(last, now);
      if (change) writes.push(change);
      last = now;
    };
    await flash(second.address, dir, runtimes()[1], look);
    await second.stop();
    look();
  }
  const after = flashAfter(image, writes, writes.length);
  if (!after.equals(readFileSync(path.join(dir, flashFile)))) throw new Error('the recording does not give the flash');
  return { before: image, writes, card };
}

/** Who answers on a board with that flash: `old`, `fresh`, `console`, or what was wrong. */
async function whoAnswers(binary: string, dir: string, image: Buffer, card: string, again: () => boolean) {
  mkdirSync(dir);
  writeFileSync(path.join(dir, flashFile), image);
  const board = await startNative({ binary, stateDir: dir });
  const port = await openPort(board.address);
  let flashed: 'yes' | string | undefined;
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await closePort(port);
    open = false;
  };
  try {
    const answer = await greet(port, patience, async ({ description }) => description);
    if ('card' in answer) {
      const found = [hex(answer.card.cardId), hex(answer.card.runtime)];
      const which = runtimes().findIndex((code) => found[1] === digest(code));
      return { who: found[0] === card && which >= 0 ? ['old', 'fresh'][which]! : `another card: ${found}`, flashed };
    }
    const console = new PacketConsole(port, board.address);
    try {
      await console.attach();
    } finally {
      console.release();
    }
    if (again()) {
      await close();
      flashed = await flash(board.address, path.dirname(dir), runtimes()[1]).then(
        () => 'yes',
        (error: unknown) => asCpu6Error(error).message,
      );
    }
    return { who: 'console', flashed };
  } catch (error) {
    return { who: asCpu6Error(error).message, flashed };
  } finally {
    await close();
    await board.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Loses the power at each `every`th write of the run, after it and in the middle of the next. */
export async function measurePowerLoss(
  binary: string,
  run: 'compactions' | 'flash',
  every: number,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<PowerLoss> {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  try {
    const recordingDir = path.join(dir, 'recording');
    mkdirSync(recordingDir);
    const { before: image, writes, card } = await record(binary, recordingDir, run);
    // The keys that were made while recording are those of the card.
    const losses: [number, number][] = [];
    for (let count = 0; count <= writes.length; count += every) losses.push([count, 0], [count, 0.5]);
    const lost: string[] = [];
    const seen: Record<string, number> = {};
    let [tried, flashed, next, consoles] = [0, 0, 0, 0];
    const work = async (): Promise<void> => {
      for (let at = next++; at < losses.length; at = next++) {
        const [count, part] = losses[at]!;
        const here = path.join(recordingDir, `${at}`);
        const again = (): boolean => consoles++ % flashEvery === 0;
        const result = await whoAnswers(binary, here, flashAfter(image, writes, count, part), card, again);
        if (['old', 'fresh', 'console'].includes(result.who)) seen[result.who] = (seen[result.who] ?? 0) + 1;
        else lost.push(`${count + part}: ${result.who}`);
        if (result.flashed !== undefined) tried++;
        if (result.flashed === 'yes') flashed++;
        else if (result.flashed) lost.push(`${count + part}: not flashed again: ${result.flashed}`);
        onProgress(at + 1, losses.length);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const { old = 0, fresh = 0, console: ordinary = 0 } = seen;
    return { writes: writes.length, times: losses.length, old, fresh, consoles: ordinary, lost, tried, flashed };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

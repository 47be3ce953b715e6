// A card that loses its power while its flash is written, erased and compacted: does it come back, or can it be flashed again?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNative } from '../../../device/virtual/native.js';
import { closePort, openPort } from '../../../host/link/index.js';
import { asCpu6Error } from '../../../protocol/errors/error.js';
import { shippedRuntime } from '../../../tools/artifacts.js';
import { CardKeys } from '../../../tools/flash/card-keys.js';
import { flashRuntime } from '../../../tools/flash/flash-runtime.js';
import { greet } from '../../../tools/flash/greet.js';
import { PacketConsole } from '../../../tools/flash/packet-console.js';
import { Random } from '../../faults/random.js';

export interface PowerLoss {
  readonly times: number;
  /** The same card said hello by itself. */
  readonly survived: number;
  /** It did not, but `cpu6 flash` made it a card again. */
  readonly flashed: number;
  /** `cpu6 flash` took it only after everything in its Storage was erased at its console. */
  readonly erased: number;
  readonly lost: number;
  /** Codes of the errors with which the first flash ended. */
  readonly why: readonly string[];
  /** Losses inside of a compaction, by what the flash says: it was begun and had not ended. */
  readonly inside: number;
  /** Rounds of writing, erasing and compacting between all losses: none would be no test. */
  readonly rounds: number;
}

/** Writes, erases and compacts without pause, beside the runtime; a file counts what it has done. */
const busy = `var n=0;setInterval(function(){var s=require("Storage");
for(var i=0;i<4;i++)s.write("junk"+i,E.toString(new Uint8Array(900).fill(65+n%26)));
s.erase("junk"+n%4);s.write("begun",""+n);s.compact();s.write("ended",""+n);n++},1);`;

/** What the flash says of it. */
const asked = `var s=require("Storage");print("@@"+s.read("begun")+" "+s.read("ended"));quit();`;
const longestRun = 150;
/** When the interpreter last wrote to the file that is its flash. */
const flashTime = (dir: string): number => statSync(path.join(dir, 'espruino.flash')).mtimeMs;
const patience = 6_000;

async function eraseAll(address: string): Promise<void> {
  const port = await openPort(address);
  const console = new PacketConsole(port, address);
  try {
    await console.attach();
    await console.eval('require("Storage").eraseAll()', 20_000);
  } finally {
    console.release();
    await closePort(port);
  }
}

/** `times` losses of power at random moments, of one card after the other: its flash goes on where the last one left it. */
export async function measurePowerLoss(binary: string, times: number, seed: number): Promise<PowerLoss> {
  const random = new Random(seed);
  const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  const result = { times, survived: 0, flashed: 0, erased: 0, lost: 0, why: [] as string[], inside: 0, rounds: 0 };
  const hello = async (address: string): Promise<string | undefined> => {
    const port = await openPort(address);
    try {
      const answer = await greet(port, patience, async (card) => Buffer.from(card.description.cardId).toString('hex'));
      return 'card' in answer ? answer.card : undefined;
    } finally {
      await closePort(port);
    }
  };
  const runtime = shippedRuntime().code;
  try {
    let first = await startNative({ binary, stateDir, runtime });
    let id = await hello(first.address);
    await first.stop();
    for (let i = 0; i < times; i++) {
      const victim = await startNative({ binary, stateDir, beside: busy });
      // Its power goes some time after it has begun to write, however long that takes.
      for (let waited = 0, quiet = flashTime(stateDir); waited < 10_000 && flashTime(stateDir) === quiet; waited += 5)
        await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, random.below(longestRun)));
      await victim.stop();
      writeFileSync(path.join(stateDir, 'asked.js'), asked);
      const { stdout } = spawnSync(path.resolve(binary), ['asked.js'], {
        cwd: stateDir,
        encoding: 'latin1',
        timeout: 10_000,
        input: '',
      });
      const [, begun, ended] = /@@(\S+) (\S+)/.exec(stdout) ?? [];
      if (begun !== ended) result.inside++;
      if (Number(begun) >= 0) result.rounds += Number(begun) + 1;
      first = await startNative({ binary, stateDir });
      const now = await hello(first.address);
      if (now === id) result.survived++;
      else {
        const { address } = first;
        const flash = () =>
          flashRuntime({
            address,
            open: () => openPort(address),
            runtime,
            keys: new CardKeys(stateDir),
            key: undefined,
            replace: true,
          });
        const why = await flash().then(
          () => undefined,
          (error: unknown) => asCpu6Error(error).code,
        );
        if (why !== undefined) result.why.push(why);
        if (why === undefined) result.flashed++;
        else if (
          await eraseAll(address)
            .then(flash)
            .catch(() => undefined)
        )
          result.erased++;
        else result.lost++;
        // A card made anew has a new id.
        id = await hello(address);
      }
      await first.stop();
    }
    return result;
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

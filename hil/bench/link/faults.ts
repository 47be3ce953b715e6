// Messages through a line that spoils them: none may be lost, doubled, reordered or altered, and how fast they come.
import { Random } from '../../faults/random.js';
import { makeWorld } from './world.js';

export interface FaultRun {
  readonly messages: number;
  /** Bytes of messages, each of which crossed both ways. */
  readonly bytes: number;
  readonly seconds: number;
  /** What the line did, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly repeated: number;
  readonly resumed: number;
  /** Messages that did not come back as they were sent: the first of them ends the run. */
  readonly wrong: number;
  /** The link went down: what was on its way was lost. */
  readonly downs: number;
}

export interface FaultSettings {
  readonly bitErrors: number;
  readonly drops: number;
  /** Bytes of a direction between two cuts, on average. */
  readonly cutEvery: number;
  readonly messages: number;
  readonly seed: number;
}

/** Echoes that are not back yet. */
const outstanding = 6;
const longest = 4_096;

/** A message of 1 to 4,096 bytes, small ones as frequent as large ones (log-uniform); its first byte asks for the echo. */
function messageOf(random: Random): Buffer {
  const size = Math.max(1, Math.floor(Math.exp(random.next() * Math.log(longest + 1))));
  const message = Buffer.from(random.bytes(size));
  message[0] = 0x65;
  return message;
}

export async function runFaults(
  binary: string,
  settings: FaultSettings,
  onProgress: (done: number) => void = () => {},
): Promise<FaultRun> {
  const { bitErrors, drops, cutEvery, messages, seed } = settings;
  const world = await makeWorld(binary, { plan: { seed, both: { bitErrors, drops, cutEvery } } });
  const random = new Random(seed);
  const expected: Buffer[] = [];
  let bytes = 0;
  let back = 0;
  let wrong = 0;
  let downs = 0;
  let wake = (): void => {};
  world.link.on('down', () => {
    downs++;
    wake();
  });
  world.onMessage((message) => {
    const sent = expected.shift();
    if (!sent?.equals(message)) wrong++;
    back++;
    if (back % 100 === 0) onProgress(back);
    wake();
  });
  const began = performance.now();
  try {
    for (let sent = 0; back < messages && wrong === 0 && downs === 0; ) {
      while (sent < messages && expected.length < outstanding) {
        const message = messageOf(random);
        expected.push(message);
        bytes += message.length;
        sent++;
        world.link.send(message).catch(() => {});
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const seconds = (performance.now() - began) / 1000;
    const { repeated, resumed } = world.link.stats;
    return { messages: back, bytes, seconds, faults: world.proxy.counts, repeated, resumed, wrong, downs };
  } finally {
    await world.stop();
  }
}

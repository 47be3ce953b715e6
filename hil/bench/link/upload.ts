// Files into flash: our packet upload beside the `espruino` command, the same bytes on the same interpreter.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNative } from '../../../device/virtual/native.js';
import { closePort, openPort } from '../../../host/link/index.js';
import { PacketConsole } from '../../../tools/flash/packet-console.js';
import { packetUpload } from '../../../tools/flash/packet-upload.js';
import { FaultProxy } from '../../faults/proxy.js';
import { median } from './world.js';

export interface UploadRun {
  readonly bytes: number;
  /** Seconds, median, from opening the port to the digest read back; of the command to its end. */
  readonly ours: number;
  readonly command: number | undefined;
  /** Of so many uploads each how many were right by the digest that the card computed. */
  readonly uploads: number;
  readonly right: number;
  readonly commandUploads: number;
  readonly commandRight: number;
}

const command = fileURLToPath(new URL('../../../../node_modules/espruino/bin/espruino-cli.js', import.meta.url));
const commandTime = 90_000;

/** Printable text, as code is, of which nothing repeats. */
const textOf = (length: number): Buffer =>
  Buffer.from(randomBytes(length).toString('base64').slice(0, length), 'latin1');

function runCommand(args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: 'ignore', timeout: commandTime });
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

/** `times`: uploads of ours, `commandTimes`: of the command. */
export async function measureUpload(
  binary: string,
  baud: number | undefined,
  bytes: number,
  times: number,
  commandTimes: number,
): Promise<UploadRun> {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  let card = await startNative({ binary, stateDir });
  const again = async (): Promise<void> => {
    await card.stop();
    card = await startNative({ binary, stateDir });
  };
  const plan = baud === undefined ? {} : { both: { baud } };
  const proxy = new FaultProxy({ ...plan, card: () => openPort(card.address) });
  try {
    // Over TCP: the command opens only serial ports that the system lists, and a terminal is none.
    const address = await proxy.listen();
    const ours: number[] = [];
    let right = 0;
    for (let i = 0; i < times; i++) {
      const content = textOf(bytes);
      const began = performance.now();
      const port = await openPort(address);
      const console = new PacketConsole(port, address);
      try {
        await console.attach();
        await packetUpload(
          console,
          [{ name: 'bench', content }],
          baud === undefined ? {} : { bytesPerSecond: baud / 10 },
        );
        ours.push(performance.now() - began);
        right += await isRight(console, content);
      } finally {
        console.release();
        await closePort(port);
      }
    }
    const theirs: number[] = [];
    let commandRight = 0;
    for (let i = 0; i < commandTimes; i++) {
      const content = textOf(bytes);
      const file = path.join(stateDir, 'bench.bin');
      writeFileSync(file, content);
      const began = performance.now();
      const line = address.replace('tcp:', 'tcp://');
      await runCommand(['-q', '--no-ble', '-p', line, '-b', String(baud ?? 115_200), '--storage', `bench:${file}`]);
      theirs.push(performance.now() - began);
      // A native build ends when it is interrupted twice, as the command does: the flash is what counts.
      await again();
      const port = await openPort(address);
      const console = new PacketConsole(port, address);
      try {
        await console.attach();
        commandRight += await isRight(console, content);
      } finally {
        console.release();
        await closePort(port);
      }
    }
    return {
      bytes,
      ours: median(ours) / 1000,
      command: theirs.length ? median(theirs) / 1000 : undefined,
      uploads: times,
      right,
      commandUploads: commandTimes,
      commandRight,
    };
  } finally {
    await proxy.stop();
    await card.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** Asks the card itself, apart from what the upload has checked. */
async function isRight(console: PacketConsole, content: Buffer): Promise<number> {
  const { createHash } = await import('node:crypto');
  const said = await console.eval(
    '(function(d){return d?btoa(require("crypto").SHA256(d)):0})(require("Storage").read("bench"))',
  );
  return said === JSON.stringify(createHash('sha256').update(content).digest('base64')) ? 1 : 0;
}

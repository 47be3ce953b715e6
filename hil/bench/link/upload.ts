// Files onto a board: our packet upload beside the `espruino` command, the same bytes on the same interpreter and line.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNative } from '../../../device/virtual/native.js';
import { closePort, openPort } from '../../../host/link/index.js';
import { PacketConsole } from '../../../tools/flash/packet-console.js';
import { packetUpload } from '../../../tools/flash/packet-upload.js';
import { FaultProxy } from '../../faults/proxy.js';
import { runEspruinoCommand, toFlash, toMemory } from './espruino-command.js';
import { median } from './world.js';

/** Uploads of one kind. */
export interface Uploads {
  /** Median from opening the port to the end, seconds; ours ends with the digest read back. */
  readonly seconds: number;
  readonly times: number;
  /** How many were right by the SHA-256 that the card computed, asked for apart from the upload. */
  readonly right: number;
}

export interface UploadRun {
  readonly ours: Uploads;
  /** The command's defaults, to flash and to memory. */
  readonly flash: Uploads;
  readonly memory: Uploads;
}

const name = 'bench';
const lineLength = 72;

/** A program of exactly `length` bytes, none of it repeated: its text lines put together `b`, which the card can digest. */
function programOf(length: number): { readonly file: Buffer; readonly value: string } {
  const opening = 'var b="";\n';
  let file = opening;
  let value = '';
  for (;;) {
    const frame = 'b+="";\n'.length;
    const left = length - file.length;
    // The last line takes the rest: none shorter than its frame stays.
    const text = randomBytes(lineLength)
      .toString('base64')
      .slice(0, left <= frame + lineLength + frame ? left - frame : lineLength);
    file += `b+="${text}";\n`;
    value += text;
    if (file.length === length) return { file: Buffer.from(file, 'latin1'), value };
  }
}

const digestOf = (bytes: string | Buffer): string =>
  createHash('sha256')
    .update(bytes as Buffer)
    .digest('base64');

/** `baud`: of the line, `undefined`: as fast as it goes. `times`: uploads of ours; `commandTimes`: of the command, each kind. */
export async function measureUpload(
  binary: string,
  baud: number | undefined,
  bytes: number,
  times: number,
  commandTimes: number,
): Promise<UploadRun> {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-bench-'));
  const card = await startNative({ binary, stateDir });
  const proxy = new FaultProxy({
    ...(baud === undefined ? {} : { both: { baud } }),
    card: () => openPort(card.address),
  });
  const address = await proxy.listen();

  /** Asks the card itself, apart from what the upload has checked. */
  async function isRight(value: string, digest: string): Promise<boolean> {
    const port = await openPort(address);
    const console = new PacketConsole(port, address);
    try {
      await console.attach();
      const said = await console.eval(`(function(d){return d?btoa(require("crypto").SHA256(d)):0})(${value})`);
      // What the next upload finds.
      await console.eval(`require("Storage").erase("${name}")`);
      await console.eval('delete global.b');
      return said === JSON.stringify(digest);
    } finally {
      console.release();
      await closePort(port);
    }
  }

  const kept = `require("Storage").read("${name}")`;
  async function repeated(count: number, value: string, upload: (file: Buffer) => Promise<number>): Promise<Uploads> {
    const seconds: number[] = [];
    let right = 0;
    for (let i = 0; i < count; i++) {
      const program = programOf(bytes);
      seconds.push(await upload(program.file));
      if (await isRight(value, digestOf(value === kept ? program.file : program.value))) right++;
    }
    return { seconds: median(seconds), times: count, right };
  }

  async function ours(content: Buffer): Promise<number> {
    const began = performance.now();
    const port = await openPort(address);
    const console = new PacketConsole(port, address);
    try {
      await console.attach();
      await packetUpload(console, [{ name, content }], baud === undefined ? {} : { bytesPerSecond: baud / 10 });
      return (performance.now() - began) / 1000;
    } finally {
      console.release();
      await closePort(port);
    }
  }

  const file = path.join(stateDir, 'bench.js');
  const command = (what: string[]) => (content: Buffer) => {
    writeFileSync(file, content);
    return runEspruinoCommand(address, baud ?? 115_200, what);
  };
  try {
    return {
      ours: await repeated(times, kept, ours),
      flash: await repeated(commandTimes, kept, command(toFlash(name, file))),
      memory: await repeated(commandTimes, 'global.b', command(toMemory(file))),
    };
  } finally {
    await proxy.stop();
    await card.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

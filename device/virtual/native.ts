// A native Espruino build as a card: a child process whose Serial1 is one end of a pty pair, and whose button is another.
//
//   host ── link-host ═ socat ═ link-card ── Serial1   button-host ═ socat ═ button-card ── Serial2
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { bootCodeFor, smallFilesCrc } from '../boards/boot-code.js';
import { bootFile, runtimeFile } from '../boards/files.js';
import { type BoardProfile, boardNamed, installCard } from '../boards/index.js';
import { loopback, serveControl } from './control.js';
import { endLeftovers, recordProcesses } from './leftovers.js';
import { hold, killed, type Own, ptyPair } from './pty.js';
import { ServedCard } from './serve.js';

export interface NativeOptions {
  /** Path of the Espruino binary. */
  readonly binary: string;
  /** Directory (made by the caller) in which its flash is kept; the child runs in it. */
  readonly stateDir: string;
  /** Text of the runtime (latin1). Without one it is a board as it comes, or as it was left. */
  readonly runtime?: string | undefined;
  /** What its configuration says of the board. Default: the native build with a heap that grows. */
  readonly board?: BoardProfile;
  /** Program that runs beside the runtime from each start on, for tests. */
  readonly beside?: string;
  /** TCP port of its control connection. Default 0: a free one. */
  readonly controlPort?: number;
}

const linkCard = 'link-card';
const buttonCard = 'button-card';
// Without boot code, or with one that fails or starts nothing, its console is on the port, as on a board. Without a timer the build would end.
const loader = `function open() {
  Serial1.setup(115200, { path: "${linkCard}" });
  Serial1.setConsole(true);
  setInterval(function () {}, 60000);
}
var b = require("Storage").read("${bootFile}");
if (!b) open();
else try { if (eval(b) === false) open(); } catch (e) { open(); }
`;
const installLimit = 20_000;
/** So often it is started again when it ends by itself. */
const mostEnds = 50;

/** Throws `ENVIRONMENT` without socat, `CARD_OPEN` if the binary does not start. */
export async function startNative(options: NativeOptions): Promise<ServedCard> {
  const { binary, stateDir, runtime, controlPort, board = boardNamed('LINUX'), beside = '' } = options;
  const at = (name: string): string => path.join(stateDir, name);
  const program = path.resolve(binary);
  // Two interpreters at one flash would spoil it, and an old one would go on answering the host.
  await endLeftovers(stateDir);
  const working = new Set<number>();
  const own = (started: ChildProcess): ChildProcess => {
    if (started.pid === undefined) return started;
    working.add(started.pid);
    started.once('exit', () => working.delete(started.pid!));
    recordProcesses(stateDir, [...working]);
    return started;
  };
  if (runtime !== undefined) await install(program, stateDir, runtime, board, own);
  const lines = [
    await ptyPair(stateDir, 'link-host', linkCard, own),
    await ptyPair(stateDir, 'button-host', buttonCard, own),
  ];
  // Kept open so that the pair outlives a host that closes its end; nothing is read here.
  const held = [hold(at('link-host')), hold(at('button-host')), hold(at(linkCard)), hold(at(buttonCard))];
  writeFileSync(at('loader.js'), loader + beside);
  let stopping = false;
  let ended = (): void => {};
  const whenEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let ends = 0;
  let child = run();

  function run(): ChildProcess {
    // Its console is its standard input: it stays open and quiet, or the interpreter would starve the serial ports.
    const started = own(spawn(program, ['loader.js'], { cwd: stateDir, stdio: ['pipe', 'ignore', 'ignore'] }));
    started.on('error', () => ended());
    started.on('exit', (status) => {
      if (stopping || started !== child) return;
      // One Ctrl-C soon after its start ends this build, and any greeting may hold that byte; a board only interrupts a program.
      if (status === 0 && ++ends <= mostEnds) child = run();
      else ended();
    });
    return started;
  }

  const press = (): void => {
    writeSync(held[1]!, 'x');
  };
  const powerCycle = (): void => {
    const old = child;
    old.removeAllListeners('exit');
    old.once('exit', () => {
      if (!stopping) child = run();
    });
    old.kill('SIGKILL');
  };
  // A program that ends without stopping its card leaves no process behind.
  const abandon = (): void => {
    for (const one of [child, ...lines]) one.kill('SIGKILL');
  };
  process.once('exit', abandon);
  const control = await serveControl({ press, powerCycle, led: () => undefined }, controlPort);
  const stop = async (): Promise<void> => {
    if (stopping) return whenEnded;
    stopping = true;
    process.off('exit', abandon);
    await Promise.all([child, ...lines].map(killed));
    for (const fd of held) closeSync(fd);
    await control.close();
    for (const name of ['link-host', 'button-host', linkCard, buttonCard]) rmSync(at(name), { force: true });
    ended();
  };
  return new ServedCard(
    `serial:${at('link-host')}`,
    `${loopback}:${control.port}`,
    whenEnded,
    stop,
    press,
    powerCycle,
    () => undefined,
  );
}

/** Copies a file into flash piece by piece (the interpreter could not hold it whole), unless it is there already. */
const installer = `var s = require("Storage");
function put(name, file, size, crc, keep) {
  var old = s.read(name), at = 0, f, d;
  if (old !== undefined && (keep || old.length === size && E.CRC32(old) === crc)) return;
  if (old !== undefined) s.erase(name);
  f = E.openFile(file, "r");
  while (at < size) {
    d = f.read(1024);
    s.write(name, d, at, size);
    at += d.length;
  }
  f.close();
}
`;

/** The boot code last, for the small files as they are then. */
const boot = (runtime: Uint8Array): string => {
  const [head, tail] = bootCodeFor('0', crc32(runtime), '@').split('@') as [string, string];
  const code = `${JSON.stringify(head)} + ${smallFilesCrc('0')} + ${JSON.stringify(tail)}`;
  return `s.write(${JSON.stringify(bootFile)}, ${code});`;
};

/** The file that a new version replaces; the others (identity, seed) are the card's own and stay. */
const replaced = `${runtimeFile}0`;

async function install(
  binary: string,
  stateDir: string,
  runtime: string,
  board: BoardProfile,
  own: Own,
): Promise<void> {
  const script = 'install.js';
  const written = [script];
  const calls: string[] = [];
  for (const [i, [name, content]] of installCard(
    board,
    runtime,
    {},
    { link: linkCard, button: buttonCard },
  ).entries()) {
    if (name === bootFile) continue;
    const file = `install-${i}`;
    written.push(file);
    writeFileSync(path.join(stateDir, file), content, { mode: 0o600 });
    calls.push(`put(${JSON.stringify(name)}, "${file}", ${content.length}, ${crc32(content)}, ${name !== replaced});`);
  }
  writeFileSync(
    path.join(stateDir, script),
    `${installer}${calls.join('\n')}\n${boot(Buffer.from(runtime, 'latin1'))}\n`,
  );
  const child = own(spawn(binary, [script], { cwd: stateDir, timeout: installLimit, stdio: 'ignore' }));
  const problem = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(status === 0 ? undefined : `it ended with ${status ?? signal}`));
  });
  for (const file of written) rmSync(path.join(stateDir, file), { force: true });
  if (problem) throw new Cpu6Error('CARD_OPEN', { address: `espruino:${binary}`, why: problem });
}

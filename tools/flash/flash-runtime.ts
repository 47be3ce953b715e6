// Puts the runtime on a board that runs Espruino, so that whatever happens in between it runs the old one, the new one, or
// none and can be flashed again:
//
//   greet ─ a card ─► unlock ─┐        new runtime and configuration    boot code     restart, hello,
//     └──── nobody ───────────┴► check ─ beside the old ones, verified ─ switched ─── compared
//
// Where flash does not hold two runtimes, the boot code goes first: the board is then an ordinary Espruino until the end.
import { createHash, randomBytes } from 'node:crypto';
import { placeOf } from '../../device/boards/boot-code.js';
import { bootFile, configFile, runtimeFile, seedFile, unlockKeyFile } from '../../device/boards/files.js';
import { installCard } from '../../device/boards/install.js';
import type { CardDescription } from '../../host/card/card-connection.js';
import { type CardPort, closePort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { type BoardFacts, boardFacts, refused } from './board-facts.js';
import type { CardKeys } from './card-keys.js';
import { attachBoard } from './find-console.js';
import { greet } from './greet.js';
import { PacketConsole } from './packet-console.js';
import { packetUpload, type UploadFile } from './packet-upload.js';

export type FlashStep = 'greet' | 'unlock' | 'check' | 'upload' | 'switch' | 'restart' | 'done';

export interface FlashOptions {
  readonly address: string;
  readonly open: () => Promise<CardPort>;
  /** Text of the runtime (latin1). */
  readonly runtime: string;
  readonly keys: CardKeys;
  /** The key, if it is not among `keys`. */
  readonly key?: Uint8Array | undefined;
  /** Programs that start on the board are removed. Without it such a board is refused. */
  readonly replace?: boolean;
  readonly onStep?: (step: FlashStep) => void;
  /** Bytes that the board has acknowledged, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface FlashReport {
  readonly card: string;
  readonly board: string;
  readonly espruino: string;
  /** SHA-256 of the runtime, as read back from the card. */
  readonly runtime: string;
  readonly bytes: number;
  /** It was a card before and is the same one now, with its slots. */
  readonly kept: boolean;
  readonly slots: number;
  /** JsVars in all, and free with the runtime at rest. */
  readonly vars: number;
  readonly free: number;
  /** File of the unlock key. */
  readonly keyFile: string;
}

/** What starts on a board besides the boot code: it would run inside the card. */
const startFiles = ['.boot0', '.boot1', '.boot2', '.boot3', '.bootrst', '.bootPowerOn', '.varimg'];
/** Bytes that a file takes besides its content: its header, and what fills its last word. */
const headerLength = 32;
const entryCost = headerLength + 3;
/** Bytes per second of a console at 115,200 baud. */
const lineSpeed = 11_520;
/** After a restart the card answers within this, ms. */
const restartTime = 20_000;

const storage = 'require("Storage")';

/** Rejects with `FLASH_REFUSED`, `CARD_CRYPTO`, `UNLOCK_NO_KEY`, `UNLOCK_REFUSED`, `CARD_CONSOLE`, `UPLOAD_FAILED` and others. */
export async function flashRuntime(options: FlashOptions): Promise<FlashReport> {
  const { onStep } = options;
  const port = await options.open();
  try {
    onStep?.('greet');
    await attachBoard(port, options, () => onStep?.('unlock'));
    const console = new PacketConsole(port, options.address);
    let cardId: Uint8Array;
    let facts: BoardFacts;
    let kept: boolean;
    try {
      await console.attach();
      onStep?.('check');
      facts = await boardFacts(console);
      const work = new Installation(console, facts, options);
      ({ cardId, kept } = await work.run());
      onStep?.('restart');
      // A moment later, so that the answer still leaves.
      await console.eval('setTimeout(function(){load()},200)');
    } finally {
      console.release();
    }
    const description = await comeBack(port, options.address, cardId);
    checkRuntime(description, options.runtime);
    onStep?.('done');
    return {
      card: hex(cardId),
      board: facts.board,
      espruino: facts.version,
      runtime: hex(description.runtime),
      bytes: options.runtime.length,
      kept,
      slots: description.slots.length,
      vars: description.vars,
      free: description.free,
      keyFile: options.keys.fileOf(cardId),
    };
  } finally {
    await closePort(port);
  }
}

async function comeBack(port: CardPort, address: string, cardId: Uint8Array): Promise<CardDescription> {
  const deadline = Date.now() + restartTime;
  // A restart may lose what was sent before it; after that a slow card gets the time that it needs.
  for (let patience = 2_000; Date.now() < deadline; patience *= 2) {
    const answer = await greet(port, patience, async ({ description }) => description);
    if (!('card' in answer)) continue;
    if (hex(answer.card.cardId) !== hex(cardId))
      throw new Cpu6Error('CARD_FAULT', { why: 'it says that it is another card' });
    return answer.card;
  }
  throw new Cpu6Error('CARD_SILENT', { address });
}

function checkRuntime(description: CardDescription, runtime: string): void {
  const expected = createHash('sha256').update(runtime, 'latin1').digest('hex');
  if (hex(description.runtime) !== expected)
    throw new Cpu6Error('CARD_FAULT', { why: `it runs ${hex(description.runtime)}, not ${expected}` });
}

/** The work at the console of a board that fits. */
class Installation {
  constructor(
    private readonly console: PacketConsole,
    private readonly facts: BoardFacts,
    private readonly options: FlashOptions,
  ) {}

  async run(): Promise<{ cardId: Uint8Array; kept: boolean }> {
    const { facts, options } = this;
    const boot = await this.#text(bootFile);
    const current = placeOf(boot);
    await this.#removeForeign(boot, current);
    const known = await this.#cardId(current);
    const cardId = known ?? Uint8Array.from(randomBytes(16));
    const unlockKey = options.key ?? options.keys.make(cardId);
    const place = current === '0' ? '1' : '0';
    const files = installCard(
      facts.profile,
      options.runtime,
      { cardId, unlockKey },
      { place, count: await this.#nextCount(), link: facts.link, button: facts.link?.replace('link', 'button') },
    ).map(([name, content]) => ({ name, content }));
    const runtime = files.find((file) => file.name === runtimeFile + place)!;
    const newBoot = files.find((file) => file.name === bootFile)!;
    const small = files.filter((file) => file !== runtime && file !== newBoot);
    // Without boot code none of them runs: what an attempt that was cut short has left only takes room.
    await this.#erase(current ? [runtime.name] : [`${runtimeFile}0`, `${runtimeFile}1`]);
    this.options.onStep?.('upload');
    const changed = await this.#changed(small);
    await this.#makeRoom([...changed, runtime, newBoot], current);
    await this.#upload(changed);
    // The older seed goes only now that a newer one is there.
    await this.#erase([`${seedFile}b`]);
    await this.#upload([runtime]);
    this.options.onStep?.('switch');
    const code = Buffer.from(newBoot.content).toString('latin1');
    await this.console.eval(`${storage}.write(${JSON.stringify(bootFile)},${JSON.stringify(code)})`);
    if ((await this.#text(bootFile)) !== code)
      throw new Cpu6Error('UPLOAD_FAILED', { file: bootFile, why: 'read back' });
    const other = place === '0' ? '1' : '0';
    await this.#erase([runtimeFile + other, configFile + other]);
    return { cardId, kept: known !== undefined };
  }

  /** A program of somebody else that starts by itself would run inside the card. */
  async #removeForeign(boot: string, current: string | undefined): Promise<void> {
    const found = startFiles.filter((name) => this.facts.files.includes(name));
    if (boot && !current && !boot.includes(runtimeFile)) found.push(bootFile);
    if (found.length === 0) return;
    if (!this.options.replace)
      throw refused(
        `a program of its own starts on it (${found.join(', ')})`,
        'Save it if you need it; `cpu6 flash --replace` removes it.',
      );
    await this.#erase(found);
  }

  /** Of the card that it was, also after an attempt that was cut short. */
  async #cardId(current: string | undefined): Promise<Uint8Array | undefined> {
    const places = current ? [current] : ['0', '1'];
    for (const place of places) {
      try {
        const { id } = JSON.parse(await this.#text(configFile + place)) as { id?: unknown };
        const bytes = typeof id === 'string' ? Buffer.from(id, 'base64') : undefined;
        if (bytes?.length === 16) return Uint8Array.from(bytes);
      } catch {
        // Not there, or cut short.
      }
    }
    return undefined;
  }

  /** Higher than the numbers of both records of the seed together: the card's boot number never goes back. */
  async #nextCount(): Promise<number> {
    let sum = 1;
    for (const copy of ['a', 'b']) {
      const head = await this.#bytes(seedFile + copy);
      if (head.length >= 4) sum += head.readUInt32LE(0);
    }
    return sum >>> 0;
  }

  /** The seed is always new; what else is there already, as it should be, stays. */
  async #changed(files: readonly UploadFile[]): Promise<UploadFile[]> {
    const out: UploadFile[] = [];
    for (const file of files) {
      const isKey = file.name === unlockKeyFile;
      const there = isKey ? await this.#digest(file.name) : await this.#bytes(file.name);
      const wanted = isKey ? createHash('sha256').update(file.content).digest() : Buffer.from(file.content);
      if (!there.equals(wanted)) out.push(file);
    }
    return out;
  }

  /** The old runtime goes where flash does not hold both, and the boot code before it: it is the first that fails without it. */
  async #makeRoom(files: readonly UploadFile[], current: string | undefined): Promise<void> {
    const cost = files.reduce((sum, { content }) => sum + content.length + entryCost, 0);
    const free = Number(
      await this.console.eval(`(function(s){return s.totalBytes-s.fileBytes})(${storage}.getStats())`),
    );
    const room = free + (await this.#space([...files.map(({ name }) => name), `${seedFile}b`]));
    if (room >= cost) return;
    const old = current ? [runtimeFile + current] : [];
    if (room + (await this.#space(old)) < cost)
      throw refused(
        `its flash has no room for ${cost} bytes beside the files on it`,
        'Remove files of other programs from its Storage (`require("Storage").eraseAll()` at its console removes all).',
      );
    await this.#erase([bootFile, ...old]);
  }

  /** What those files take now, bytes. */
  async #space(names: readonly string[]): Promise<number> {
    const one = `function(a,n){var d=${storage}.read(n);return d?a+d.length+${headerLength}:a}`;
    return Number(await this.console.eval(`${JSON.stringify(names)}.reduce(${one},0)`));
  }

  async #upload(files: readonly UploadFile[]): Promise<void> {
    const total = files.reduce((sum, file) => sum + file.content.length, 0);
    if (files.length === 0) return;
    await packetUpload(this.console, files, {
      bytesPerSecond: lineSpeed,
      ...(total > 4096 && this.options.onProgress ? { onProgress: this.options.onProgress } : {}),
    });
  }

  async #erase(names: readonly string[]): Promise<void> {
    for (const name of names) await this.console.eval(`${storage}.erase(${JSON.stringify(name)})`, 20_000);
  }
  async #text(name: string): Promise<string> {
    return (await this.#bytes(name)).toString('latin1');
  }
  /** Content of a small file; empty if it is not there. */
  async #bytes(name: string): Promise<Buffer> {
    return this.#base64(`${storage}.read(${JSON.stringify(name)})||""`);
  }
  async #digest(name: string): Promise<Buffer> {
    return this.#base64(`require("crypto").SHA256(${storage}.read(${JSON.stringify(name)})||"")`);
  }
  async #base64(code: string): Promise<Buffer> {
    return Buffer.from(JSON.parse(await this.console.eval(`btoa(${code})`)) as string, 'base64');
  }
}

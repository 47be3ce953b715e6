// Files into the Storage of an Espruino board at the speed of the line, each checked by reading its digest back.
//
// The packet protocol has no checksum: whatever happens on the line, a file counts only once the card has said the length
// and the digests of what it keeps. A piece whose answer is missing is looked at on the card before anything is repeated,
// because it may have been written; what is wrong in flash cannot be overwritten, so the file is then begun again.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { longestPacket, type PacketConsole, PacketType } from './packet-console.js';

export interface UploadFile {
  /** At most 28 characters. */
  readonly name: string;
  readonly content: Uint8Array;
}

export interface UploadOptions {
  /** Bytes per second of the line, from which the pieces' length follows: a packet must be complete within 5 s. */
  readonly bytesPerSecond?: number;
  /** After each piece: bytes that the card has acknowledged, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** A file is begun again so often before the upload is given up. Default 4. */
  readonly tries?: number;
}

export interface UploadedFile {
  readonly name: string;
  readonly bytes: number;
  /** What was compared with the card's own digest. SHA-256 where the board has it. */
  readonly digest: 'SHA-256' | 'CRC-32';
  /** Pieces that were sent more than once. */
  readonly repeated: number;
}

/** Flash and line are at rest within this, ms: an erase of a page takes long. */
const pieceTime = 7_000;
/** Bytes of an expression with coded bytes: it is in memory three times. */
const codedPiece = 2048;
/** Bytes of such an expression without its bytes. */
const codeOfPiece = 100;
const interrupt = 3;
/** JsVars that an interpreter needs beside the piece that it receives. */
const spareVars = 300;

const js = (value: string): string =>
  JSON.stringify(value).replace(/[\x7f-\uffff]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/**
 * Writes the files in their order; each replaces one of its name, and one that is there already with the same digest stays.
 * `console` is attached. Rejects with `UPLOAD_FAILED` when a file does not arrive whole, `CARD_LOST` when the port closes,
 * `CARD_STORAGE` when they do not fit.
 */
export async function packetUpload(
  console: PacketConsole,
  files: readonly UploadFile[],
  options: UploadOptions = {},
): Promise<UploadedFile[]> {
  for (const { name, content } of files) {
    if (!/^[\x20-\x7e]{1,28}$/.test(name)) throw new RangeError(`"${name}" is no name of a file in Storage`);
    if (content.length === 0) throw new RangeError(`${name} is empty: Storage cannot keep that`);
  }
  const { piece, sha256 } = await cardFacts(console, options.bytesPerSecond);
  return new Uploader(console, options, piece, sha256).run(files);
}

/** Longest piece that the card's memory and the packet's deadline allow, and whether it has SHA-256. */
async function cardFacts(
  console: PacketConsole,
  bytesPerSecond: number | undefined,
): Promise<{ readonly piece: number; readonly sha256: boolean }> {
  // In one question: at the speed of a serial line each costs as much as a hundred bytes of a file.
  const said = await console.eval(
    'process.memory(false).free+((process.env.MODULES||"").split(",").indexOf("crypto")<0?"":" s")',
  );
  const [free, sha256] = said.replaceAll('"', '').split(' ');
  // A JsVar of a string holds 8 to 12 characters.
  const byMemory = Math.max(256, (Number(free) - spareVars) * 8 * 0.5);
  const piece = Math.floor(Math.min(longestPacket, byMemory, (bytesPerSecond ?? Number.POSITIVE_INFINITY) * 3));
  return { piece, sha256: sha256 === 's' };
}

class Uploader {
  readonly #tries: number;
  #done = 0;
  #total = 0;
  #repeated = 0;

  constructor(
    private readonly console: PacketConsole,
    private readonly options: UploadOptions,
    private readonly piece: number,
    private readonly sha256: boolean,
  ) {
    this.#tries = options.tries ?? 4;
  }

  async run(files: readonly UploadFile[]): Promise<UploadedFile[]> {
    this.#total = files.reduce((sum, file) => sum + file.content.length, 0);
    const out: UploadedFile[] = [];
    for (const file of files) {
      const before = this.#done;
      this.#repeated = 0;
      await this.#file(file);
      this.#progress(before + file.content.length);
      const digest = this.sha256 ? 'SHA-256' : 'CRC-32';
      out.push({ name: file.name, bytes: file.content.length, digest, repeated: this.#repeated });
    }
    return out;
  }

  async #file(file: UploadFile): Promise<void> {
    let why = '';
    const before = this.#done;
    for (let attempt = 0; attempt < this.#tries; attempt++) {
      try {
        if (await this.#begin(file)) return;
        this.#progress(before);
        if (await this.#pieces(file, before)) {
          if (await this.#isWhole(file)) return;
          why = 'its digest on the card is another';
        } else why = 'a piece of it was spoilt';
      } catch (error) {
        // The line may have spoilt a question or its answer: from a clean line again.
        if (!(error instanceof Cpu6Error) || error.code !== 'CARD_CONSOLE') throw error;
        why = error.message;
        await this.console.attach();
      }
    }
    throw new Cpu6Error('UPLOAD_FAILED', { file: file.name, why });
  }

  /** Is the file there already? Otherwise room for it is made. */
  async #begin(file: UploadFile): Promise<boolean> {
    const { name, content } = file;
    const same = `d&&d.length==${content.length}&&E.CRC32(d)==${crc32(content)}`;
    const said = await this.console.eval(
      `(function(s,n){var d=s.read(n);if(${same})return -1;if(d)s.erase(n);return s.getFree()})(require("Storage"),${js(name)})`,
      20_000,
    );
    if (said === '-1') {
      if (await this.#isWhole(file)) return true;
      await this.console.eval(`require("Storage").erase(${js(name)})`);
    } else if (Number(said) >= content.length + 64) return false;
    await this.console.eval('require("Storage").compact()', 60_000);
    const free = Number(await this.console.eval('require("Storage").getFree()'));
    if (free < content.length)
      throw new Cpu6Error('CARD_STORAGE', { why: `${name} has ${content.length} bytes, free are ${free}` });
    return false;
  }

  async #pieces({ name, content }: UploadFile, before: number): Promise<boolean> {
    let announced = false;
    // The byte 3 interrupts what runs at any place of the stream: such a file goes as base64, in expressions.
    const coded = content.includes(interrupt);
    const length = coded ? Math.floor((Math.min(this.piece, codedPiece) - codeOfPiece) / 4) * 3 : this.piece;
    for (let at = 0; at < content.length; ) {
      const piece = content.subarray(at, at + length);
      announced ||= coded || (await this.#announce(name, content.length, at));
      if (coded ? await this.#write(name, piece, at, content.length) : announced && (await this.#data(piece)))
        at += piece.length;
      else {
        this.#repeated++;
        announced = false;
        await this.console.attach();
        const state = await this.#stateOf(name, at, piece);
        if (state === 'spoilt') return false;
        if (state === 'written') at += piece.length;
      }
      this.#progress(before + at);
    }
    return true;
  }

  #data(piece: Uint8Array): Promise<boolean> {
    return this.console.packet(PacketType.data, piece, pieceTime);
  }

  async #write(name: string, piece: Uint8Array, at: number, size: number): Promise<boolean> {
    const bytes = Buffer.from(piece).toString('base64');
    const code = `require("Storage").write(${js(name)},atob("${bytes}"),${at},${size})`;
    return this.console.eval(code, pieceTime).then(
      (said) => said === 'true',
      (error) => {
        if (error instanceof Cpu6Error && error.code === 'CARD_CONSOLE') return false;
        throw error;
      },
    );
  }

  #announce(name: string, size: number, at: number): Promise<boolean> {
    return this.console.packet(
      PacketType.fileSend,
      Buffer.from(JSON.stringify({ fn: name, s: size, offs: at }), 'latin1'),
    );
  }

  /** What of a piece is in flash: all of it, nothing (the file may not even be there), or something else. */
  async #stateOf(name: string, at: number, piece: Uint8Array): Promise<'written' | 'blank' | 'spoilt'> {
    const crc = await this.console.eval(
      `(function(d){return d?E.CRC32(d):-1})(require("Storage").read(${js(name)},${at},${piece.length}))`,
    );
    if (Number(crc) === crc32(piece)) return 'written';
    return Number(crc) === -1 || Number(crc) === crc32(Buffer.alloc(piece.length, 0xff)) ? 'blank' : 'spoilt';
  }

  /** Has the card this file, by length and digests? */
  async #isWhole({ name, content }: UploadFile): Promise<boolean> {
    const sha256 = this.sha256 ? '+" "+btoa(require("crypto").SHA256(d))' : '';
    const said = await this.console.eval(
      `(function(d){return d?d.length+" "+E.CRC32(d)${sha256}:""})(require("Storage").read(${js(name)}))`,
      20_000,
    );
    const digest = this.sha256 ? ` ${createHash('sha256').update(content).digest('base64')}` : '';
    return said === `"${content.length} ${crc32(content)}${digest}"`;
  }

  #progress(done: number): void {
    this.#done = done;
    this.options.onProgress?.(done, this.#total);
  }
}

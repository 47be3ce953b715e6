import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { interpreter } from '../../device/testing/bench.js';
import { startNative } from '../../device/virtual/native.js';
import { closePort, openPort } from '../../host/link/index.js';
import { PacketConsole } from './packet-console.js';
import { packetUpload } from './packet-upload.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** An interpreter's console, as far as the uploader needs one; `spoil` sees each packet's payload before it counts. */
class FakeConsole {
  readonly storage = new Map<string, Buffer>();
  file: { fn: string; s: number; offs: number } | undefined;
  answers: (type: number, payload: Buffer) => 'ok' | 'mute' | 'refuse' = () => 'ok';
  spoil: (payload: Buffer) => Buffer = (p) => p;
  free = 100_000;
  packets = 0;
  readonly port: Duplex;
  #rx = Buffer.alloc(0);

  constructor() {
    this.port = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        this.#rx = Buffer.concat([this.#rx, chunk]);
        this.#read();
        done();
      },
    });
  }
  #read(): void {
    for (;;) {
      const at = this.#rx.indexOf(0x10);
      if (this.#rx.includes(5) && (at < 0 || this.#rx[at + 1] !== 1)) {
        this.#rx = Buffer.alloc(0);
        this.port.push('\r\n>Espruino 2v29 FAKE\r\n');
      }
      if (at < 0 || this.#rx.length < at + 4 || this.#rx[at + 1] !== 1) return;
      const word = this.#rx.readUInt16BE(at + 2);
      const end = at + 4 + (word & 0x1fff);
      if (this.#rx.length < end) return;
      const payload = Buffer.from(this.#rx.subarray(at + 4, end));
      this.#rx = this.#rx.subarray(end);
      this.#packet(word & 0xe000, payload);
    }
  }
  #packet(type: number, payload: Buffer): void {
    this.packets++;
    const answer = this.answers(type, payload);
    if (answer === 'refuse') return void this.port.push(Buffer.of(0x15));
    const result = this.#do(type, payload);
    if (answer === 'mute') return;
    this.port.push(Buffer.of(6));
    if (type !== 0x2000) return;
    const text = Buffer.from(result, 'latin1');
    // In two pieces, with console text between.
    this.port.push('some text');
    this.port.push(Buffer.concat([Buffer.of(0x10, 1, text.length >> 8, text.length & 255), text]));
  }
  #do(type: number, payload: Buffer): string {
    if (type === 0x6000) this.file = JSON.parse(payload.toString()) as never;
    if (type === 0x8000) {
      const { fn, s } = this.file!;
      const file = this.storage.get(fn) ?? Buffer.alloc(s, 0xff);
      this.spoil(payload).copy(file, this.file!.offs);
      this.storage.set(fn, file);
      this.file!.offs += payload.length;
    }
    const code = payload.toString();
    if (code.includes('.free')) return '5000';
    const [, size, crc, wanted] = /d\.length==(\d+)&&E\.CRC32\(d\)==(\d+).*,"([^"]+)"\)$/.exec(code) ?? [];
    if (wanted) {
      const old = this.storage.get(wanted);
      if (old?.length === Number(size) && crc32(old) === Number(crc)) return '-1';
      this.storage.delete(wanted);
    }
    if (code.includes('getFree')) return String(this.free);
    const [, written, coded, offset, whole] = /write\("([^"]+)",atob\("([^"]+)"\),(\d+),(\d+)/.exec(code) ?? [];
    if (written) {
      const file = this.storage.get(written) ?? Buffer.alloc(Number(whole), 0xff);
      this.spoil(Buffer.from(coded!, 'base64')).copy(file, Number(offset));
      this.storage.set(written, file);
      return 'true';
    }
    const [, name, from, length] = /(?:read|erase)\("([^"]+)"(?:,(\d+),(\d+))?\)/.exec(code) ?? [];
    if (code.includes('erase')) this.storage.delete(name!);
    const found = this.storage.get(name!);
    if (from !== undefined)
      return String(found ? crc32(found.subarray(Number(from), Number(from) + Number(length))) : -1);
    return found ? JSON.stringify(`${found.length} ${crc32(found)}`) : '""';
  }
}

function fake(): { card: FakeConsole; console: PacketConsole } {
  const card = new FakeConsole();
  const console = new PacketConsole(card.port, 'tcp:test:1');
  undo.push(() => console.release());
  return { card, console };
}

const content = Buffer.from(Array.from({ length: 20_000 }, (_, i) => 4 + ((i * 7) % 250)));

test('files arrive in order and piece by piece, and one that is there already is not sent again', async () => {
  const { card, console } = fake();
  expect(await console.attach()).toEqual({ version: '2v29', board: 'FAKE' });
  const progress: number[] = [];
  const files = [
    { name: 'a', content },
    { name: 'b', content: Buffer.of(0, 3, 4, 6, 0x10, 1, 0x15) }, // with the interrupt character,
  ];
  const done = await packetUpload(console, files, { onProgress: (n) => progress.push(n) });
  expect(done.map((f) => [f.name, f.bytes, f.repeated])).toEqual([
    ['a', 20_000, 0],
    ['b', 7, 0],
  ]);
  expect(card.storage.get('a')!.equals(content)).toBe(true);
  expect(progress.at(-1)).toBe(20_007);
  expect(progress.every((n, i) => i === 0 || n >= progress[i - 1]!)).toBe(true);
  const before = card.packets;
  await packetUpload(console, files);
  expect(card.packets - before).toBe(5); // facts of the card; of each file whether it is there, and its digest
});

test('a piece that the card refused is sent again, and the file goes on from there', async () => {
  const { card, console } = fake();
  let data = 0;
  card.answers = (type) => (type === 0x8000 && ++data === 2 ? 'refuse' : 'ok');
  const [file] = await packetUpload(console, [{ name: 'a', content }]);
  expect(file!.repeated).toBe(1);
  expect(card.storage.get('a')!.equals(content)).toBe(true);
});

test('a file that was spoilt on the way is found by its digest and sent again', async () => {
  const { card, console } = fake();
  let pieces = 0;
  card.spoil = (payload) => {
    if (++pieces === 1) payload[100]! ^= 1;
    return payload;
  };
  await packetUpload(console, [{ name: 'a', content }]);
  expect(card.storage.get('a')!.equals(content)).toBe(true);
  card.spoil = (payload) => Buffer.alloc(payload.length);
  await expect(packetUpload(console, [{ name: 'b', content }])).rejects.toMatchObject({ code: 'UPLOAD_FAILED' });
});

test('what does not fit is CARD_STORAGE, a port that closes CARD_LOST', async () => {
  const { card, console } = fake();
  card.free = 500;
  await expect(packetUpload(console, [{ name: 'a', content }])).rejects.toMatchObject({ code: 'CARD_STORAGE' });
  card.answers = () => {
    card.port.destroy();
    return 'mute';
  };
  await expect(packetUpload(console, [{ name: 'a', content }])).rejects.toMatchObject({ code: 'CARD_LOST' });
});

test('names and contents that Storage cannot keep are refused before anything is sent', async () => {
  const { card, console } = fake();
  for (const name of ['', 'x'.repeat(29), 'a\n'])
    await expect(packetUpload(console, [{ name, content }])).rejects.toBeInstanceOf(RangeError);
  await expect(packetUpload(console, [{ name: 'a', content: Buffer.alloc(0) }])).rejects.toBeInstanceOf(RangeError);
  expect(card.packets).toBe(0);
});

(interpreter ? describe : describe.skip)('on the real interpreter', () => {
  test('random bytes of every size arrive, with and without the interrupt character', async () => {
    const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-plain-'));
    undo.push(() => rmSync(stateDir, { recursive: true, force: true }));
    const plain = await startNative({ binary: interpreter!, stateDir });
    undo.push(() => plain.stop());
    const port = await openPort(plain.address);
    undo.push(() => closePort(port));
    const console = new PacketConsole(port, plain.address);
    undo.push(() => console.release());
    expect((await console.attach()).version).toMatch(/^2v/);
    const files = [1, 256, 5000, 20_000].map((n, i) => ({
      name: `f${i}`,
      content: i === 3 ? Buffer.from(randomBytes(n).map((b) => (b === 3 ? 4 : b))) : randomBytes(n),
    }));
    const done = await packetUpload(console, files);
    expect(done.map((f) => f.digest)).toEqual(['SHA-256', 'SHA-256', 'SHA-256', 'SHA-256']);
  }, 60_000);
});

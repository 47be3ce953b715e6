// Test code: the boot loader of Espruino's STM32 boards (ST's AN3155 as far as it has it), as a TCP server.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

const [ack, nack] = [0x79, 0x1f];
const flashStart = 0x0800_0000;

export class Stm32Loader {
  readonly flash: Buffer;
  erased = 0;
  /** Blocks after which it answers no more. */
  dieAfter = Number.POSITIVE_INFINITY;
  #server: Server;
  #waiting: { count: number; resolve: (bytes: Buffer) => void } | undefined;
  #rx = Buffer.alloc(0);
  #socket: Socket | undefined;

  private constructor(
    size: number,
    private readonly protectedBytes: number,
  ) {
    this.flash = Buffer.alloc(size);
    this.#server = createServer((socket) => {
      this.#socket = socket;
      socket.on('error', () => socket.destroy());
      socket.on('data', (bytes) => {
        this.#rx = Buffer.concat([this.#rx, bytes as Buffer]);
        this.#feed();
      });
      void this.#serve(socket);
    });
  }

  /** `protectedBytes`: of its own, which it does not overwrite. */
  static async start(size: number, protectedBytes: number): Promise<Stm32Loader> {
    const loader = new Stm32Loader(size, protectedBytes);
    await new Promise<void>((resolve) => loader.#server.listen(0, '127.0.0.1', resolve));
    return loader;
  }

  get address(): string {
    return `tcp:127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.#socket?.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #read(count: number): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting = { count, resolve };
      this.#feed();
    });
  }
  #feed(): void {
    if (!this.#waiting || this.#rx.length < this.#waiting.count) return;
    const { count, resolve } = this.#waiting;
    this.#waiting = undefined;
    const bytes = this.#rx.subarray(0, count);
    this.#rx = this.#rx.subarray(count);
    resolve(bytes);
  }

  async #serve(socket: Socket): Promise<void> {
    for (;;) {
      const command = (await this.#read(1))[0]!;
      if (command === 0x7f) {
        socket.write(Buffer.of(ack));
        continue;
      }
      if ((await this.#read(1))[0] !== (command ^ 0xff)) {
        socket.write(Buffer.of(nack));
        continue;
      }
      if (this.dieAfter <= 0) continue;
      socket.write(Buffer.of(ack));
      if (command === 0x44) {
        await this.#read(3);
        this.flash.fill(0xff, this.protectedBytes);
        this.erased++;
        socket.write(Buffer.of(ack));
      } else if (command === 0x11 || command === 0x31) {
        const address = (await this.#read(5)).readUInt32BE(0);
        socket.write(Buffer.of(ack));
        if (command === 0x11) await this.#answerRead(socket, address);
        else await this.#write(socket, address);
      }
    }
  }

  async #answerRead(socket: Socket, address: number): Promise<void> {
    const count = (await this.#read(2))[0]! + 1;
    socket.write(Buffer.of(ack));
    const at = address - flashStart;
    // Registers read as zero.
    socket.write(
      at >= 0 && at + count <= this.flash.length ? this.flash.subarray(at, at + count) : Buffer.alloc(count),
    );
  }

  async #write(socket: Socket, address: number): Promise<void> {
    const count = (await this.#read(1))[0]! + 1;
    const data = Buffer.from(await this.#read(count));
    const sum = (await this.#read(1))[0]!;
    const good = data.reduce((x, byte) => x ^ byte, count - 1) === sum && count % 4 === 0;
    const at = address - flashStart;
    if (good && at >= this.protectedBytes && at + count <= this.flash.length) data.copy(this.flash, at);
    if (at >= 0) this.dieAfter--;
    socket.write(Buffer.of(good ? ack : nack));
  }
}

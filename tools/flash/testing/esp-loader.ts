// Test code: the serial boot loader of an Espressif chip (esptool's protocol over SLIP), as a TCP server. The stub that the
// tool uploads is taken and then spoken as: it differs in the length of its status and of its MD5.
import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { inflateSync } from 'node:zlib';

const slipEnd = 0xc0;
const command = {
  memEnd: 0x06,
  sync: 0x08,
  readRegister: 0x0a,
  deflateBegin: 0x10,
  deflateData: 0x11,
  md5: 0x13,
  securityInfo: 0x14,
} as const;
const magicRegister = 0x4000_1000;

export class EspLoader {
  readonly flash = Buffer.alloc(4 << 20, 0xff);
  /** Spoils what is written, as a bad flash chip does. */
  spoil = false;
  #server: Server;
  #stub = false;
  #begin = { size: 0, address: 0 };
  #deflated: Buffer[] = [];
  #socket: Socket | undefined;

  private constructor(private readonly magic: number) {
    this.#server = createServer((socket) => {
      this.#socket = socket;
      let rx = Buffer.alloc(0);
      socket.on('error', () => socket.destroy());
      socket.on('data', (bytes) => {
        rx = Buffer.concat([rx, bytes as Buffer]);
        for (let end = rx.indexOf(slipEnd, 1); end > 0; end = rx.indexOf(slipEnd, 1)) {
          const packet = unslip(rx.subarray(rx[0] === slipEnd ? 1 : 0, end));
          rx = rx.subarray(end);
          if (packet.length >= 8) this.#packet(socket, packet);
        }
      });
    });
  }

  /** `magic`: what the chip has at its detection register. */
  static async start(magic: number): Promise<EspLoader> {
    const loader = new EspLoader(magic);
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

  #packet(socket: Socket, packet: Buffer): void {
    const op = packet[1]!;
    const body = packet.subarray(8);
    const answer = (value: number, data: Buffer = Buffer.alloc(0), failed = false): void => {
      const status = Buffer.of(failed ? 1 : 0, failed ? 5 : 0, ...(this.#stub ? [] : [0, 0]));
      const head = Buffer.alloc(8);
      head[0] = 1;
      head[1] = op;
      head.writeUInt16LE(data.length + status.length, 2);
      head.writeUInt32LE(value >>> 0, 4);
      socket.write(slip(Buffer.concat([head, data, status])));
    };
    switch (op) {
      case command.sync:
        for (let i = 0; i < 8; i++) answer(0x0707_1220);
        return;
      case command.readRegister:
        answer(body.readUInt32LE(0) === magicRegister ? this.magic : 0);
        return;
      case command.securityInfo:
        answer(0, undefined, true); // the ESP32 does not know it
        return;
      case command.memEnd:
        answer(0);
        if (body.readUInt32LE(4) !== 0 || body.readUInt32LE(0) === 0) {
          this.#stub = true;
          socket.write(slip(Buffer.from('OHAI')));
        }
        return;
      case command.deflateBegin:
        this.#begin = { size: body.readUInt32LE(0), address: body.readUInt32LE(12) };
        this.#deflated = [];
        answer(0);
        return;
      case command.deflateData:
        this.#deflated.push(Buffer.from(body.subarray(16)));
        answer(0);
        return;
      case command.md5: {
        this.#store();
        const [address, size] = [body.readUInt32LE(0), body.readUInt32LE(4)];
        const digest = createHash('md5')
          .update(this.flash.subarray(address, address + size))
          .digest();
        answer(0, this.#stub ? digest : Buffer.from(digest.toString('hex')));
        return;
      }
      default:
        answer(0);
    }
  }

  #store(): void {
    if (this.#deflated.length === 0) return;
    const image = inflateSync(Buffer.concat(this.#deflated));
    if (this.spoil) image[0]! ^= 1;
    image.copy(this.flash, this.#begin.address);
    this.#deflated = [];
  }
}

const escapes: Readonly<Record<number, number>> = { 220: 0xc0, 221: 0xdb };

function unslip(bytes: Buffer): Buffer {
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i++) out.push(bytes[i] === 0xdb ? escapes[bytes[++i]!]! : bytes[i]!);
  return Buffer.from(out);
}

function slip(bytes: Buffer): Buffer {
  const out = [slipEnd];
  for (const byte of bytes) {
    if (byte === 0xc0) out.push(0xdb, 0xdc);
    else if (byte === 0xdb) out.push(0xdb, 0xdd);
    else out.push(byte);
  }
  return Buffer.from([...out, slipEnd]);
}

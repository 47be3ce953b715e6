// A serialport binding whose "device" is a TCP connection, so that a card behind TCP is a real SerialPort stream.
//
// `path` is HOST:PORT or [HOST]:PORT. A socket has no line settings: baud rate and modem lines are accepted, without effect.
import { connect, type Socket } from 'node:net';
import type { SerialPortStream } from '@serialport/stream';

type BindingInterface = ConstructorParameters<typeof SerialPortStream>[0]['binding'];
type BindingPortInterface = Awaited<ReturnType<BindingInterface['open']>>;
type OpenOptions = Parameters<BindingInterface['open']>[0];
type PortStatus = Awaited<ReturnType<BindingPortInterface['get']>>;
type SetOptions = Parameters<BindingPortInterface['set']>[0];
type UpdateOptions = Parameters<BindingPortInterface['update']>[0];

/** Received bytes that may wait for a reader before the socket is told to stop. */
const highWater = 262_144;

export const TcpBinding: BindingInterface = {
  /** A TCP card cannot be found, only named. */
  list: async () => [],
  open: (options: OpenOptions): Promise<TcpPort> =>
    new Promise((resolve, reject) => {
      const at = options.path.lastIndexOf(':');
      const host = options.path.slice(0, at).replace(/^\[|\]$/g, '');
      const socket = connect({ host, port: Number(options.path.slice(at + 1)), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new TcpPort(socket, options));
      });
    }),
};

const canceled = (): Error => Object.assign(new Error('port is closed'), { canceled: true });

class TcpPort implements BindingPortInterface {
  readonly openOptions: Required<OpenOptions>;
  isOpen = true;
  #chunks: Buffer[] = [];
  #waiting = 0;
  #end: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(
    private readonly socket: Socket,
    options: OpenOptions,
  ) {
    this.openOptions = {
      dataBits: 8,
      lock: true,
      stopBits: 1,
      parity: 'none',
      rtscts: false,
      xon: false,
      xoff: false,
      xany: false,
      hupcl: true,
      ...options,
    };
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#waiting += chunk.length;
      if (this.#waiting > highWater) socket.pause();
      this.#wake?.();
    });
    const ended = (error?: Error): void => {
      this.#end ??= error ?? new Error('the connection was closed');
      this.#wake?.();
    };
    socket.on('error', ended);
    socket.on('end', () => ended());
    socket.on('close', () => ended());
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    while (this.#chunks.length === 0) {
      if (!this.isOpen) throw canceled();
      if (this.#end) throw this.#end;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    const chunk = this.#chunks[0]!;
    const bytesRead = chunk.copy(buffer, offset, 0, length);
    if (bytesRead === chunk.length) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(bytesRead);
    this.#waiting -= bytesRead;
    if (this.#waiting <= highWater) this.socket.resume();
    return { buffer, bytesRead };
  }

  write(buffer: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(canceled());
      this.socket.write(buffer, (error) => (error ? reject(this.isOpen ? error : canceled()) : resolve()));
    });
  }

  close(): Promise<void> {
    this.isOpen = false;
    this.#wake?.();
    return new Promise((resolve) => {
      if (this.socket.destroyed) return resolve();
      this.socket.once('close', () => resolve());
      this.socket.destroy();
    });
  }

  async flush(): Promise<void> {
    this.#chunks = [];
    this.#waiting = 0;
  }
  drain(): Promise<void> {
    return this.write(Buffer.alloc(0));
  }
  async update(options: UpdateOptions): Promise<void> {
    this.openOptions.baudRate = options.baudRate;
  }
  async set(_options: SetOptions): Promise<void> {}
  async get(): Promise<PortStatus> {
    return { cts: this.isOpen, dsr: this.isOpen, dcd: this.isOpen };
  }
  async getBaudRate(): Promise<{ baudRate: number }> {
    return { baudRate: this.openOptions.baudRate };
  }
}

// A serial port in a test's hand: the bytes that a host writes and reads, nothing else. It is a real SerialPort stream over
// serialport's own mock binding, so the code under test has no path of its own for tests.
import { SerialPortMock } from 'serialport';
import type { CardPort } from '../../host/link/port.js';
import { expectation } from './expectation.js';

type Binding = NonNullable<SerialPortMock['port']>;

let made = 0;

/**
 * ```ts
 * const port = new MockPort();
 * const link = new Link({ open: () => port.open(), address: port.address });
 * link.start();
 * await port.expectBytes((bytes) => bytes[0] === 0xa5);   // the hello
 * port.emit(Buffer.from('not a card'));
 * ```
 */
export class MockPort {
  readonly path: string;
  #written: Buffer = Buffer.alloc(0);
  #port: SerialPortMock | undefined;
  #away = false;
  #failing: Error | undefined;
  readonly #waiting = new Set<() => void>();

  /** `path`: as the host names it; drawn if left out. */
  constructor(path = `/dev/cpu6-mock-${++made}`) {
    this.path = path;
    SerialPortMock.binding.createPort(path, { echo: false, record: false });
  }

  /** `serial:PATH`. */
  get address(): string {
    return `serial:${this.path}`;
  }
  get isOpen(): boolean {
    return this.#port?.isOpen ?? false;
  }
  /** Everything written since the start, or since {@link clear}, that no expectation has taken. */
  get written(): Buffer {
    return this.#written;
  }
  clear(): void {
    this.#written = Buffer.alloc(0);
  }

  /** What `Link`, `HostDaemon` and `openPort` callers take; rejects while the port is unplugged or open already. */
  async open(): Promise<CardPort> {
    if (this.#away) throw new Error(`No such file or directory, cannot open ${this.path}`);
    const port = new SerialPortMock({ path: this.path, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    const binding = port.port as Binding;
    const write = binding.write.bind(binding);
    binding.write = async (bytes) => {
      if (this.#failing) throw this.#failing;
      await write(bytes);
      this.#written = Buffer.concat([this.#written, bytes]);
      for (const look of [...this.#waiting]) look();
    };
    this.#port = port;
    return port;
  }

  /** Bytes from the device. Throws when the port is not open. */
  emit(bytes: Uint8Array): void {
    if (!this.#port?.isOpen) throw new Error(`${this.path} is not open`);
    this.#port.port!.emitData(Buffer.from(bytes));
  }

  /**
   * Waits until `match` (bytes that occur, or a condition on all that was written) holds; takes what was written until then
   * and resolves with it. Rejects after `ms` with what was written instead.
   */
  expectBytes(match: Uint8Array | ((written: Buffer) => boolean), ms = 1_000): Promise<Buffer> {
    const holds = (): boolean =>
      typeof match === 'function' ? match(this.#written) : this.#written.includes(Buffer.from(match));
    return expectation<Buffer>(
      typeof match === 'function' ? 'what was expected' : Buffer.from(match).toString('hex'),
      ms,
      () => this.#written.toString('hex'),
      (resolve) => {
        const look = (): void => {
          if (this.#written.length === 0 || !holds()) return;
          this.#waiting.delete(look);
          const taken = this.#written;
          this.#written = Buffer.alloc(0);
          resolve(taken);
        };
        this.#waiting.add(look);
        look();
        return () => this.#waiting.delete(look);
      },
    );
  }

  /** Every write fails from now on, as when a device disappears in the middle of one; `false`: no more. */
  failWrites(failing = true): void {
    this.#failing = failing ? new Error('Input/output error, cannot write') : undefined;
  }

  /** The device disappears: the open port closes with an error, and cannot be opened before {@link plug}. */
  unplug(): void {
    this.#away = true;
    const binding = this.#port?.port as unknown as { pendingRead?: ((error: Error) => void) | null } | undefined;
    binding?.pendingRead?.(new Error('the device has disappeared'));
  }
  plug(): void {
    this.#away = false;
  }
}

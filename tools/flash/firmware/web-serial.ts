// A port of this computer as the Web Serial API shows it to a browser: what esptool-js wants to have.
import { openPort } from '../../../host/link/open-port.js';
import { type CardPort, closePort } from '../../../host/link/port.js';

interface Signals {
  readonly dataTerminalReady?: boolean;
  readonly requestToSend?: boolean;
  readonly break?: boolean;
}

interface SettablePort {
  set?(options: { dtr?: boolean; rts?: boolean; brk?: boolean }, done: (error?: Error | null) => void): void;
}

export class WebSerialPort {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  #port: CardPort | undefined;
  #signals: Signals = {};

  /** `address`: `serial:PATH` without a speed, or `tcp:HOST:PORT`. */
  constructor(private readonly address: string) {}

  getInfo(): object {
    return {};
  }

  async open({ baudRate }: { readonly baudRate: number }): Promise<void> {
    const speed = this.address.startsWith('serial:') ? `@${baudRate}` : '';
    const port = await openPort(this.address + speed);
    this.#port = port;
    let open = true;
    this.readable = new ReadableStream({
      start: (controller) => {
        port.on('data', (bytes: Uint8Array) => open && controller.enqueue(Uint8Array.from(bytes)));
        port.once('close', () => {
          if (open) controller.close();
          open = false;
        });
      },
      cancel: () => {
        open = false;
      },
    });
    this.writable = new WritableStream({
      write: (bytes) =>
        new Promise((resolve, reject) => port.write(bytes, (error) => (error ? reject(error) : resolve()))),
    });
  }

  /** What is not named keeps its level. Lines that a port does not have are no error. */
  async setSignals(signals: Signals): Promise<void> {
    this.#signals = { ...this.#signals, ...signals };
    const { dataTerminalReady: dtr = false, requestToSend: rts = false, break: brk = false } = this.#signals;
    const port = this.#port as (CardPort & SettablePort) | undefined;
    await new Promise<void>((resolve) => {
      if (port?.set) port.set({ dtr, rts, brk }, () => resolve());
      else resolve();
    });
  }

  async close(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    this.readable = null;
    this.writable = null;
    if (port) await closePort(port);
  }
}

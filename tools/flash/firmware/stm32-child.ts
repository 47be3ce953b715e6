// Runs the flasher of the `espruino` package, in a process of its own: it fills the globals of its process. Of its many ways
// to a port none is used but ours.
//
// Arguments: card address, file. Messages to the parent: { done } in bytes, then { error } or { end }.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openPort } from '../../../host/link/open-port.js';
import { type CardPort, closePort } from '../../../host/link/port.js';

interface SerialDevice {
  readonly name: string;
  getPorts(found: (ports: readonly { path: string }[], now: boolean) => void): void;
  open(
    path: string,
    opened: (status?: object) => void,
    received: (bytes: ArrayBuffer) => void,
    closed: () => void,
  ): void;
  write(bytes: string, done: () => void): void;
  close(): void;
}

interface EspruinoGlobal {
  readonly Config: Record<string, unknown>;
  readonly Core: {
    Status: object;
    readonly Serial: {
      readonly devices: SerialDevice[];
      startListening(f: () => void): void;
      open(port: string, opened: (status: unknown) => void, closed: () => void): void;
    };
    readonly Flasher: {
      flashBinaryToDevice(binary: string, offset: number | null, done: (error?: unknown) => void): void;
    };
  };
}

const [address = '', file = ''] = process.argv.slice(2);
const tell = (message: object): void => void process.send?.(message);
const finish = (message: object): void => {
  process.send?.(message, () => process.exit(0));
};
// It prints every byte that it sends.
console.log = () => {};

let port: CardPort | undefined;
const device: SerialDevice = {
  name: 'cpu6',
  getPorts: (found) => found([{ path: address }], true),
  open: (path, opened, received, closed) => {
    openPort(path).then(
      (open) => {
        port = open;
        open.on('data', (bytes: Uint8Array) => received(Uint8Array.from(bytes).buffer));
        open.on('close', closed);
        opened({});
      },
      (error: Error) => finish({ error: error.message }),
    );
  },
  write: (bytes, done) => void port?.write(Buffer.from(bytes, 'latin1'), () => done()),
  close: () => void (port && closePort(port)),
};

const espruino = createRequire(import.meta.url)('espruino') as { init(ready: () => void): void };
espruino.init(() => {
  const { Core, Config } = (globalThis as unknown as { Espruino: EspruinoGlobal }).Espruino;
  Core.Serial.devices.splice(0, Core.Serial.devices.length, device);
  // A boot loader answers no question about the board.
  Config.ENV_ON_CONNECT = false;
  let done = 0;
  Core.Status = {
    setStatus: () => {},
    hasProgress: () => false,
    incrementProgress: (bytes: number) => {
      done += bytes;
      tell({ done });
    },
  };
  Core.Serial.startListening(() => {});
  Core.Serial.open(
    address,
    (status) => {
      if (status === undefined || status === null) return finish({ error: 'the port does not open' });
      Core.Flasher.flashBinaryToDevice(readFileSync(file, 'latin1'), null, (error) =>
        finish(error ? { error: String(error) } : { end: true }),
      );
    },
    () => finish({ error: 'the port was closed' }),
  );
});

// Images onto a board with a chip of Espressif, by esptool-js over its serial boot loader; each is verified by its MD5.
import { createHash } from 'node:crypto';
import { ESPLoader, Transport } from 'esptool-js';
import { asCpu6Error, Cpu6Error } from '../../../protocol/errors/error.js';
import { WebSerialPort } from './web-serial.js';

export interface EspImage {
  readonly file: string;
  readonly address: number;
  readonly data: Uint8Array;
}

export interface EspFlashOptions {
  readonly address: string;
  /** As the boards have it: `esp32`, `esp32c3`, … */
  readonly chip: string;
  readonly images: readonly EspImage[];
  readonly enter: string;
  /** Speed of the upload, bits per second. */
  readonly baud: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly onText?: (line: string) => void;
}

const romBaud = 115_200;
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Rejects with `FIRMWARE_WRONG` for another chip than the images are for, and `UPLOAD_FAILED`. */
export async function flashEsp(options: EspFlashOptions): Promise<void> {
  const { images, onText = () => {} } = options;
  const file = images.map((image) => image.file).join(', ');
  // As a device of the browser: of its API only what the loader uses is there.
  const transport = new Transport(new WebSerialPort(options.address) as never, false);
  // It prints every byte, whatever it was told.
  transport.trace = () => {};
  const terminal = { clean: () => {}, writeLine: onText, write: onText };
  const loader = new ESPLoader({
    transport,
    baudrate: options.baud,
    romBaudrate: romBaud,
    terminal,
    debugLogging: false,
  });
  try {
    await loader.main();
    const found = loader.chip.CHIP_NAME;
    if (plain(found) !== options.chip)
      throw new Cpu6Error('FIRMWARE_WRONG', { file, board: found, why: `it is for ${options.chip}` });
    // The loader counts compressed bytes of one image at a time.
    const sizes = images.map((image) => image.data.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    await loader.writeFlash({
      fileArray: images.map(({ data, address }) => ({ data, address })),
      flashSize: 'keep',
      flashMode: 'keep',
      flashFreq: 'keep',
      eraseAll: false,
      compress: true,
      reportProgress: (index, written, all) => {
        const before = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
        options.onProgress(before + Math.round((written / Math.max(1, all)) * sizes[index]!), total);
      },
      calculateMD5Hash: (image) => createHash('md5').update(image).digest('hex'),
    });
    await loader.after('hard_reset');
  } catch (error) {
    const known = asCpu6Error(error);
    if (known.code !== 'INTERNAL') throw known;
    throw new Cpu6Error(
      'UPLOAD_FAILED',
      { file, why: `${(error as Error).message}. ${options.enter}` },
      { cause: error },
    );
  } finally {
    await transport.disconnect().catch(() => {});
  }
}

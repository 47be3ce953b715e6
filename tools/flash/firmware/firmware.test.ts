import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { boardNamed, boards } from '../../../device/boards/index.js';
import { EspLoader } from '../testing/esp-loader.js';
import { espImage, hexImage, nordicPackage, stm32Image, uf2Image } from '../testing/images.js';
import { Stm32Loader } from '../testing/stm32-loader.js';
import { type FirmwareOptions, flashFirmware } from './flash-firmware.js';
import { boardOf, imageProblem } from './image.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function scratch(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'cpu6-firmware-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const images: Record<string, Buffer> = {
  PICO_R1_3: stm32Image(0x1_0000),
  ESPRUINOWIFI: stm32Image(0x2_0000),
  ESPRUINOBOARD: stm32Image(0x2800),
  RP2040_PICO: uf2Image(0xe48b_ff56),
  RP2350_PICO2: uf2Image(0xe48b_ff59),
  XIAOBLE: uf2Image(0xada5_2840),
  ESP32: espImage(0),
  ESP32C3_IDF4: espImage(5),
  ESP32S3_IDF4: espImage(9),
  ESP8266_4MB: espImage(0, 3000, 0x4010_0004),
};

describe('an image', () => {
  test.each(Object.keys(images))('for %s is one for no other board', (name) => {
    const image = images[name]!;
    const fits = boards.filter((board) => imageProblem(board, image) === undefined).map((b) => b.name);
    expect(fits).toEqual([name]);
    expect(boardOf('x', image, undefined).name).toBe(name);
    for (const other of Object.keys(images).filter((o) => o !== name))
      expect(() => boardOf('x', image, other)).toThrow(expect.objectContaining({ code: 'FIRMWARE_WRONG' }));
  });

  test('that may be for several boards needs the board named, and one for none is refused', () => {
    expect(() => boardOf('x', nordicPackage(), undefined)).toThrow(/PUCKJS.*--board/);
    expect(boardOf('x', nordicPackage(), 'PUCKJS').name).toBe('PUCKJS');
    expect(boardOf('x', hexImage(), 'MICROBIT2').name).toBe('MICROBIT2');
    expect(() => boardOf('x', Buffer.from('hello'), undefined)).toThrow(/no boot loader takes/);
    expect(() => boardOf('x', Buffer.alloc(0), undefined)).toThrow(/no boot loader takes/);
  });

  test('cut short, with a missing block, a wrong sum or a manifest of other files is refused', () => {
    const is = (board: string, image: Uint8Array): string => imageProblem(boardNamed(board), image) ?? '';
    const uf2 = images.RP2040_PICO!;
    expect(is('RP2040_PICO', uf2.subarray(0, -1))).toContain('512');
    expect(is('RP2040_PICO', uf2.subarray(0, 512))).toContain('1 blocks of 4');
    expect(is('RP2040_PICO', uf2.subarray(512))).toContain('missing');
    expect(is('PICO_R1_3', images.PICO_R1_3!.subarray(0, 0x1_0000))).toContain('ends before');
    expect(is('PICO_R1_3', Buffer.alloc(385 * 1024))).toContain('the flash');
    expect(is('PICO_R1_3', Buffer.alloc(200 * 1024))).toContain('no vector table');
    expect(is('ESP32', images.ESP32!.subarray(1))).toContain('0xe9');
    expect(is('ESP32', Buffer.concat([Buffer.of(0xaa, 0x50), Buffer.alloc(100)]))).toContain('@0x8000');
    expect(is('PUCKJS', nordicPackage({ application: { bin_file: 'b.bin', dat_file: 'a.dat' } }))).toContain('b.bin');
    expect(is('PUCKJS', nordicPackage({}))).toContain('no program');
    expect(is('PUCKJS', Buffer.from('PK\x03\x04junk'))).toContain('manifest');
    expect(is('MICROBIT2', Buffer.from(hexImage().toString().replace('7E', '7F')))).toContain('sum of line 1');
    expect(is('MICROBIT2', hexImage().subarray(0, 45))).toContain('no end record');
  });
});

const options = (dir: string, image: Buffer, more: Partial<FirmwareOptions>): FirmwareOptions => {
  const file = path.join(dir, 'image');
  writeFileSync(file, image);
  return { files: [file], address: async () => 'none', baud: 115_200, stop: new AbortController().signal, ...more };
};

describe('onto a board (simulated boot loaders)', () => {
  test('STM32: erased, written block by block behind its boot loader, in a process of its own', async () => {
    const loader = await Stm32Loader.start(256 * 1024, 10 * 1024);
    undo.push(() => loader.stop());
    const image = images.ESPRUINOBOARD!;
    let last = 0;
    const done = await flashFirmware(
      options(scratch(), image, { address: async () => loader.address, onProgress: (sent) => (last = sent) }),
    );
    expect(done).toMatchObject({ written: true, bytes: image.length });
    expect(loader.erased).toBe(1);
    expect(loader.flash.subarray(10 * 1024, image.length).equals(image.subarray(10 * 1024))).toBe(true);
    expect(last).toBeGreaterThanOrEqual(image.length - 10 * 1024);
    expect((globalThis as { Espruino?: unknown }).Espruino).toBeUndefined();
  }, 60_000);

  test('UF2: only onto the drive of that board, and whole', async () => {
    const drive = scratch();
    const image = images.RP2040_PICO!;
    const work = options(scratch(), image, { drive });
    await expect(flashFirmware(work)).rejects.toMatchObject({ code: 'FLASH_REFUSED' });
    writeFileSync(path.join(drive, 'INFO_UF2.TXT'), 'UF2 Bootloader v1.0\r\nBoard-ID: RP2350\r\n');
    await expect(flashFirmware(work)).rejects.toMatchObject({ message: expect.stringContaining('drive of RP2350') });
    writeFileSync(path.join(drive, 'INFO_UF2.TXT'), 'UF2 Bootloader v3.0\r\nModel: x\r\nBoard-ID: RPI-RP2\r\n');
    expect(await flashFirmware(work)).toMatchObject({ written: true, bytes: image.length });
    expect(readFileSync(path.join(drive, 'image')).equals(image)).toBe(true);
  });

  test('ESP32: several images at their addresses, each compared by MD5; a spoilt one and another chip are errors', async () => {
    const loader = await EspLoader.start(0x00f0_1d83);
    undo.push(() => loader.stop());
    const dir = scratch();
    const app = espImage(0, 20_000);
    const table = Buffer.concat([Buffer.of(0xaa, 0x50), Buffer.alloc(94, 7)]);
    const tableFile = path.join(dir, 'table');
    writeFileSync(tableFile, table);
    const work = options(dir, app, { address: async () => loader.address });
    const both = { ...work, files: [...work.files, `${tableFile}@0x8000`] };
    expect(await flashFirmware(both)).toMatchObject({ written: true, bytes: app.length + table.length });
    expect(loader.flash.subarray(0x1_0000, 0x1_0000 + app.length).equals(app)).toBe(true);
    expect(loader.flash.subarray(0x8000, 0x8000 + table.length).equals(table)).toBe(true);
    loader.spoil = true;
    await expect(flashFirmware(both)).rejects.toMatchObject({ code: 'UPLOAD_FAILED' });
    const c3 = options(dir, espImage(5), { address: async () => loader.address });
    await expect(flashFirmware(c3)).rejects.toMatchObject({
      code: 'FIRMWARE_WRONG',
      message: expect.stringContaining('esp32c3'),
    });
  }, 60_000);

  test('others: the file is checked, and what to do is told', async () => {
    const done = await flashFirmware(options(scratch(), nordicPackage(), { board: 'PUCKJS' }));
    expect(done).toMatchObject({ written: false, how: expect.stringContaining('DFU') });
  });
});

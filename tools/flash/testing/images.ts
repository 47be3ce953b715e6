// Test code: images that look like Espruino's for each boot loader. None of them runs.
import { zipSync } from 'fflate';

/** Random-looking bytes that are always the same. */
const filled = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

export function stm32Image(text: number, length = text + 4096): Buffer {
  const image = filled(length);
  for (const at of [0, text]) {
    image.writeUInt32LE(0x2001_0000, at);
    image.writeUInt32LE((0x0800_0000 + at + 0x101) >>> 0, at + 4);
  }
  return image;
}

export function uf2Image(family: number, blocks = 4): Buffer {
  const image = Buffer.alloc(blocks * 512);
  for (let i = 0; i < blocks; i++) {
    const at = i * 512;
    const words = [0x0a32_4655, 0x9e5d_5157, 0x2000, 0x1000_0000 + i * 256, 256, i, blocks, family];
    for (const [w, word] of words.entries()) image.writeUInt32LE(word >>> 0, at + w * 4);
    filled(256).copy(image, at + 32);
    image.writeUInt32LE(0x0ab1_6f30, at + 508);
  }
  return image;
}

export function espImage(chip: number, length = 3000, entry = 0x4008_1234): Buffer {
  const image = filled(length);
  image[0] = 0xe9;
  image[1] = 3;
  image.writeUInt32LE(entry, 4);
  image.writeUInt16LE(chip, 12);
  return image;
}

export const nordicPackage = (manifest: object = { application: { bin_file: 'a.bin', dat_file: 'a.dat' } }): Buffer =>
  Buffer.from(
    zipSync({
      'manifest.json': Buffer.from(JSON.stringify({ manifest })),
      'a.bin': filled(100),
      'a.dat': filled(20),
    }),
  );

export const hexImage = (): Buffer => Buffer.from(':10010000214601360121470136007EFE09D2190140\r\n:00000001FF\r\n');

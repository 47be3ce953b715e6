// UF2 (https://github.com/microsoft/uf2): blocks of 512 bytes, each with its target address and the family it is for.

const blockLength = 512;
const startMagic = [0x0a32_4655, 0x9e5d_5157] as const;
const endMagic = 0x0ab1_6f30;
const familyPresent = 0x2000;
const notForFlash = 0x0001;
const longestPayload = 476;
/** A block that only a workaround for a defect of the RP2350 needs (absolute family). */
const absoluteFamily = 0xe48b_ff57;

/** Why it is no whole UF2 file of that family. */
export function uf2Problem(image: Uint8Array, family: number): string | undefined {
  if (image.length === 0 || image.length % blockLength !== 0) return 'it is no UF2 file: not blocks of 512 bytes';
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  let count = 0;
  let blocks = 0;
  for (let at = 0; at < image.length; at += blockLength) {
    const word = (offset: number): number => view.getUint32(at + offset, true);
    if (word(0) !== startMagic[0] || word(4) !== startMagic[1] || word(508) !== endMagic)
      return `block ${at / blockLength} is no UF2 block`;
    const flags = word(8);
    if (flags & notForFlash || (flags & familyPresent && word(28) === absoluteFamily)) continue;
    if (!(flags & familyPresent)) return 'it does not say for which family of chips it is';
    if (word(28) !== family)
      return `it is for family 0x${word(28).toString(16)}, the board takes 0x${family.toString(16)}`;
    if (word(16) > longestPayload) return `block ${at / blockLength} is too long`;
    blocks = word(24);
    if (word(20) !== count++) return `block ${count - 1} is missing`;
  }
  if (count === 0) return 'it holds nothing for flash';
  return blocks === count ? undefined : `it has ${count} blocks of ${blocks}`;
}

// Images for Espruino's STM32 boards: the whole flash from 0x08000000, boot loader first, the interpreter at a place that
// differs from board to board. Both begin with a vector table (ARMv7-M): initial stack pointer, reset handler.

const flashStart = 0x0800_0000;
const ramStart = 0x2000_0000;
const mostRam = 0x4_0000;

export interface Stm32Target {
  /** Bytes of its flash; where the interpreter begins in it. */
  readonly flash: number;
  readonly text: number;
}

/** Why it is no such image. */
export function stm32ImageProblem(image: Uint8Array, { flash, text }: Stm32Target): string | undefined {
  if (image.length > flash) return `it has ${image.length} bytes, the flash ${flash}`;
  if (image.length < text + 8) return 'it ends before the interpreter';
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const table = (at: number, from: number): string | undefined => {
    const stack = view.getUint32(at, true);
    const reset = view.getUint32(at + 4, true);
    if (stack < ramStart || stack > ramStart + mostRam || stack % 4 !== 0)
      return `no vector table at 0x${at.toString(16)}`;
    // Bit 0 marks Thumb code.
    const handler = reset & ~1;
    if (!(reset & 1) || handler < flashStart + from || handler >= flashStart + image.length)
      return `the vector table at 0x${at.toString(16)} points outside of it`;
    return undefined;
  };
  return table(0, 0) ?? table(text, text);
}

// Images for Espressif's chips (ESP-IDF, "App Image Format"): magic, entry point, and since the ESP32 the id of the chip.

const imageMagic = 0xe9;
const headerLength = 24;
const mostSegments = 16;
/** A partition table begins so; it is for any chip. */
const partitionMagic = 0x50aa;
/** The ESP8266 has no chip id in its images; its programs begin in this megabyte. */
const esp8266Entry = 0x401;
/** Instruction memory of the others. */
const firstEntry = 0x4000_0000;

/** Where an application goes if no address is given. */
export const appAddress = 0x1_0000;

/** Why it is no image for that chip (-1: ESP8266). `offset` of a partition table or boot loader is the caller's. */
export function espImageProblem(image: Uint8Array, chip: number, offset = appAddress): string | undefined {
  if (image.length < headerLength) return 'it is too short';
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (view.getUint16(0, true) === partitionMagic)
    return offset === appAddress ? 'it is a partition table: give its address, FILE@0x8000' : undefined;
  if (image[0] !== imageMagic) return 'it does not begin with the magic byte 0xe9';
  if (image[1] === 0 || image[1]! > mostSegments) return `it claims ${image[1]} segments`;
  const entry = view.getUint32(4, true);
  if (chip < 0) return entry >>> 20 === esp8266Entry ? undefined : 'its entry point is not in the memory of an ESP8266';
  if (entry < firstEntry || entry >>> 20 === esp8266Entry) return `its entry point is 0x${entry.toString(16)}`;
  const theirs = view.getUint16(12, true);
  return theirs === chip ? undefined : `it is for chip ${theirs}, the board has chip ${chip}`;
}

// Raspberry Pi Pico: Espruino is built for it without the crypto library, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const rp2040Pico: BoardProfile = {
  name: 'RP2040_PICO',
  title: 'Raspberry Pi Pico',
  chip: 'RP2040',
  vars: 12000,
  block: 14,
  storage: 256 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'sdk',
  port: 'USB',
  baud: 115200,
  rx: 4096,
  led: 'LED1',
  watchdog: 0,
  usb: ['rp2'],
  firmware: {
    method: 'uf2',
    family: 0xe48b_ff56,
    boardId: /RPI-RP2/,
    enter: 'Hold BOOTSEL while plugging it in: a drive named RPI-RP2 appears.',
  },
  readOut: 'None: flash is a chip beside the processor and is read by copying it from the boot loader.',
  recovery: 'BOOTSEL is not a button that Espruino knows; held at power-on it starts the boot loader.',
};

// Raspberry Pi Pico 2: Espruino is built for it without the crypto library, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const rp2350Pico2: BoardProfile = {
  name: 'RP2350_PICO2',
  title: 'Raspberry Pi Pico 2',
  chip: 'RP2350',
  vars: 16000,
  block: 14,
  storage: 3072 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'sdk',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  led: 'LED1',
  watchdog: 0,
  usb: ['rp2'],
  firmware: {
    method: 'uf2',
    family: 0xe48b_ff59,
    boardId: /RP2350/,
    enter: 'Hold BOOTSEL while plugging it in: a drive named RP2350 appears.',
  },
  readOut: 'None: flash is a chip beside the processor and is read by copying it from the boot loader.',
  recovery: 'BOOTSEL is not a button that Espruino knows; held at power-on it starts the boot loader.',
};

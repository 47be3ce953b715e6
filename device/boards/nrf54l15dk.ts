// Nordic nRF54L15 DK (a port on Zephyr in the making): no crypto library, no watchdog.
import type { BoardProfile } from './profile.js';

export const nrf54l15Dk: BoardProfile = {
  name: 'NRF54L15DK',
  title: 'Nordic nRF54L15 DK',
  chip: 'nRF54L15',
  vars: 2630,
  block: 13,
  storage: 8192 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 0,
  usb: ['jlink'],
  firmware: {
    method: 'command',
    enter: 'nrfutil device program --firmware FILE.hex, or `west flash` in the Zephyr build.',
  },
  readOut:
    'Storage is in the flash chip beside the processor: who opens the case reads it there, and no protection of the processor helps.',
  recovery: 'Held while the runtime starts, it gives the console instead of the card.',
};

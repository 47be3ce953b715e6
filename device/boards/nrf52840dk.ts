// Nordic nRF52840 DK: built without the crypto library, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const nrf52840Dk: BoardProfile = {
  name: 'NRF52840DK',
  title: 'Nordic nRF52840 DK',
  chip: 'nRF52840',
  vars: 12500,
  block: 14,
  storage: 40 * 1024,
  storageIn: 'chip',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'hardware',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: ['nrf52840', 'jlink'],
  firmware: {
    method: 'hex-drive',
    enter: 'Copy the .hex file to the drive JLINK, or: nrfutil device program --firmware FILE.hex',
  },
  readOut:
    'Close the debug port with a J-Link at the SWD pads: `nrfutil device protection-set All` (older tool: `nrfjprog --rbp ALL`); only a full erase opens it again. Chips before build code Fx0 can be opened by a voltage glitch.',
  recovery: 'Held while the runtime starts, it gives the console instead of the card.',
};

// BBC micro:bit 2: built without the crypto library, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const microbit2: BoardProfile = {
  name: 'MICROBIT2',
  title: 'BBC micro:bit 2',
  chip: 'nRF52833',
  vars: 6000,
  block: 13,
  storage: 40 * 1024,
  storageIn: 'chip',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'hardware',
  port: 'Serial1',
  baud: 115200,
  consoleBaud: 9600,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: ['daplink'],
  firmware: { method: 'hex-drive', enter: 'Copy the .hex file to the drive MICROBIT.' },
  readOut:
    'Close the debug port with a debugger at the SWD pads (the one on board can do it too): `nrfutil device protection-set All` (older tool: `nrfjprog --rbp ALL`); only a full erase opens it again. Chips before build code Fx0 can be opened by a voltage glitch.',
  recovery: 'Button A. Held while the runtime starts, it gives the console instead of the card.',
};

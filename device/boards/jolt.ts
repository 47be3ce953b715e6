// Jolt.js: built without the crypto library, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const joltJs: BoardProfile = {
  name: 'JOLTJS',
  title: 'Jolt.js',
  chip: 'nRF52840',
  vars: 12000,
  block: 14,
  storage: 400 * 1024,
  storageIn: 'chip',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'hardware',
  port: 'USB',
  baud: 115200,
  rx: 2048,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: ['nrf52840'],
  firmware: {
    method: 'nordic-dfu',
    enter:
      "Take the board to DFU mode (hold its button at power-on, let go within 3 s) and send the .zip with Espruino's web page https://www.espruino.com/nordic_dfu or Nordic's phone app nRF Device Firmware Update.",
  },
  readOut:
    'Close the debug port with a J-Link at the SWD pads: `nrfutil device protection-set All` (older tool: `nrfjprog --rbp ALL`); only a full erase opens it again. Chips before build code Fx0 can be opened by a voltage glitch.',
  recovery:
    'Held at power-on for less than 3 s it starts the boot loader for updates; held longer, Espruino starts without the saved code, or the runtime gives the console.',
};

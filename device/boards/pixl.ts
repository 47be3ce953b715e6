// Pixl.js: no native SHA-256, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const pixlJs: BoardProfile = {
  name: 'PIXLJS',
  title: 'Pixl.js',
  chip: 'nRF52832',
  vars: 2950,
  block: 13,
  storage: 36 * 1024,
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
  usb: ['cp210x', 'ch340', 'ftdi'],
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

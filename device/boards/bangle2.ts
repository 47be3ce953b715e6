// Bangle.js 2: has AES only in CCM mode, so its sessions run in that.
import type { BoardProfile } from './profile.js';

export const bangleJs2: BoardProfile = {
  name: 'BANGLEJS2',
  title: 'Bangle.js 2',
  chip: 'nRF52840',
  vars: 12000,
  block: 14,
  storage: 8192 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: true, cbc: false, ccm: true, pbkdf2: false },
  random: 'hardware',
  port: 'Bluetooth',
  baud: 115200,
  rx: 2048,
  button: { pin: 'BTN1', edge: 'rising' },
  watchdog: 30,
  usb: [],
  firmware: {
    method: 'nordic-dfu',
    enter:
      "Hold the button until the screen says DFU, and send the .zip with the app loader at https://banglejs.com/apps or Nordic's phone app nRF Device Firmware Update.",
  },
  readOut:
    'Storage is in the flash chip beside the processor: who opens the case reads it there, and no protection of the processor helps.',
  recovery: 'Held at start it skips the boot files; held for 10 s it restarts the watch.',
};

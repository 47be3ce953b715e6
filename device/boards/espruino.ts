// Official Espruino boards: STM32 and nRF52.
import type { BoardProfile } from './profile.js';

const stmUsb = { vendorId: '0483', productId: '5740' };

/** Espruino Pico (STM32F401): the reference board. */
export const picoR13: BoardProfile = {
  name: 'PICO_R1_3',
  vars: 5100,
  block: 13,
  storage: 48 * 1024,
  crypto: { sha256: true, cbc: true, ccm: false },
  random: 'noise',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: stmUsb,
};

export const espruinoWifi: BoardProfile = {
  name: 'ESPRUINOWIFI',
  vars: 8190,
  block: 13,
  storage: 64 * 1024,
  crypto: { sha256: true, cbc: true, ccm: false },
  random: 'noise',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: stmUsb,
};

/** Puck.js: a UART on its pins, at 9,600 baud after a reset and at the link's speed once the runtime has it. */
export const puckJs: BoardProfile = {
  name: 'PUCKJS',
  vars: 2630,
  block: 13,
  storage: 40 * 1024,
  crypto: { sha256: true, cbc: true, ccm: false },
  random: 'hardware',
  port: 'Serial1',
  baud: 115200,
  rx: 256,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
};

/** Bangle.js 2: has AES only in CCM mode, so no session opens on it. */
export const bangleJs2: BoardProfile = {
  name: 'BANGLEJS2',
  vars: 12000,
  block: 14,
  storage: 8192 * 1024,
  crypto: { sha256: true, cbc: false, ccm: true },
  random: 'hardware',
  port: 'Bluetooth',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  watchdog: 30,
};

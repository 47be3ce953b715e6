// Boards of other makers, and the native Linux build.
import type { BoardProfile } from './profile.js';

/** ESP32 boards: console and link share the UART behind the board's USB bridge; GPIO 0 is its BOOT button. */
export const esp32: BoardProfile = {
  name: 'ESP32',
  vars: 16383,
  block: 14,
  storage: 896 * 1024,
  crypto: { sha256: true, cbc: true, ccm: false },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 1024,
  button: { pin: 'D0', edge: 'falling' },
  led: 'D2',
  watchdog: 30,
  usb: { vendorId: '10c4', productId: 'ea60' },
};

/** Raspberry Pi Pico: Espruino is built for it without the crypto library, so no session opens on it. */
export const rp2040Pico: BoardProfile = {
  name: 'RP2040_PICO',
  vars: 12000,
  block: 14,
  storage: 256 * 1024,
  crypto: { sha256: false, cbc: false, ccm: false },
  random: 'sdk',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  led: 'LED1',
  watchdog: 0,
  usb: { vendorId: '2e8a', productId: '000a' },
};

/** The native Linux build, on a pseudo-terminal; a second one stands for its button. Its heap grows. */
export const linux: BoardProfile = {
  name: 'LINUX',
  vars: 5100,
  block: 13,
  storage: 256 * 1024,
  crypto: { sha256: true, cbc: true, ccm: true },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 1024,
  buttonPort: 'Serial2',
  watchdog: 0,
};

// ESP32 boards: console and link share the UART behind the board's USB bridge; its BOOT button is BTN1.
import type { BoardProfile } from './profile.js';

export const esp32: BoardProfile = {
  name: 'ESP32',
  title: 'ESP32 development boards',
  chip: 'ESP32',
  vars: 16383,
  block: 14,
  storage: 896 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: true, cbc: true, ccm: false, pbkdf2: true },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 4096,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: ['cp210x', 'ch340', 'ch9102', 'ftdi'],
  network: 'WiFi and Bluetooth on board',
  firmware: { method: 'esp', chip: 0, chipName: 'esp32', enter: 'Hold BOOT, press and let go RESET, let go BOOT.' },
  readOut:
    "Storage is not encrypted by Espruino's builds: flash encryption needs a build of your own (`espefuse.py burn_key` and an encrypted partition). Without it, whoever holds the board reads its flash over USB with esptool.",
  recovery:
    'BOOT held at power-on starts the boot loader of the chip, not Espruino; pressed just after, while the runtime starts, it gives the console.',
};

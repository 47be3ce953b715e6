// ESP32-S3 boards; the BOOT button is BTN1 and reads 0 when pressed.
import type { BoardProfile } from './profile.js';

export const esp32S3: BoardProfile = {
  name: 'ESP32S3_IDF4',
  title: 'ESP32-S3 boards',
  chip: 'ESP32-S3',
  vars: 16383,
  block: 14,
  storage: 896 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: true, cbc: true, ccm: false, pbkdf2: true },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 4096,
  button: { pin: 'BTN1', edge: 'falling' },
  led: 'LED1',
  watchdog: 30,
  usb: ['espressif', 'cp210x', 'ch340'],
  network: 'WiFi and Bluetooth on board',
  firmware: { method: 'esp', chip: 9, chipName: 'esp32s3', enter: 'Hold BOOT, press and let go RESET, let go BOOT.' },
  readOut:
    "Storage is not encrypted by Espruino's builds: flash encryption needs a build of your own (`espefuse.py burn_key` and an encrypted partition). Without it, whoever holds the board reads its flash over USB with esptool.",
  recovery:
    'BOOT held at power-on starts the boot loader of the chip, not Espruino; pressed just after, while the runtime starts, it gives the console.',
};

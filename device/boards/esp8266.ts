// ESP8266 boards with 4 MB: no native SHA-256 and too few JsVars; no session opens on them.
import type { BoardProfile } from './profile.js';

export const esp8266: BoardProfile = {
  name: 'ESP8266_4MB',
  title: 'ESP8266 boards with 4 MB',
  chip: 'ESP8266',
  vars: 1600,
  block: 12,
  storage: 192 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 512,
  watchdog: 0,
  usb: ['cp210x', 'ch340', 'ftdi'],
  network: 'WiFi on board',
  firmware: {
    method: 'esp',
    chip: -1,
    chipName: 'esp8266',
    enter: 'Hold FLASH (GPIO 0 to ground), press and let go RESET.',
  },
  readOut:
    "Storage is not encrypted by Espruino's builds: flash encryption needs a build of your own (`espefuse.py burn_key` and an encrypted partition). Without it, whoever holds the board reads its flash over USB with esptool.",
  recovery: 'It has no button that Espruino knows.',
};

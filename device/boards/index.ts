// The boards that cpu6 knows, by name. One file each.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { UsbSerialName } from '../../protocol/usb.js';
import { bangleJs2 } from './bangle2.js';
import { esp32 } from './esp32.js';
import { esp32C3 } from './esp32-c3.js';
import { esp32S3 } from './esp32-s3.js';
import { esp8266 } from './esp8266.js';
import { espruinoOriginal } from './espruino-original.js';
import { espruinoWifi } from './espruino-wifi.js';
import { joltJs } from './jolt.js';
import { linux } from './linux.js';
import { mdbt42q } from './mdbt42q.js';
import { microbit2 } from './microbit2.js';
import { nrf54l15Dk } from './nrf54l15dk.js';
import { nrf52840Dk } from './nrf52840dk.js';
import { picoR13 } from './pico.js';
import { pixlJs } from './pixl.js';
import type { BoardProfile } from './profile.js';
import { puckJs } from './puck.js';
import { rp2040Pico } from './rp2040.js';
import { rp2350Pico2 } from './rp2350.js';
import { xiaoBle } from './xiao-ble.js';

export { type CardFiles, type CardIdentity, installCard } from './install.js';
export { type BoardCrypto, type BoardProfile, type Firmware, linkLimits, missingCrypto } from './profile.js';

export const boards: readonly BoardProfile[] = [
  picoR13,
  espruinoWifi,
  espruinoOriginal,
  puckJs,
  pixlJs,
  mdbt42q,
  bangleJs2,
  joltJs,
  xiaoBle,
  nrf52840Dk,
  nrf54l15Dk,
  microbit2,
  esp32,
  esp32C3,
  esp32S3,
  esp8266,
  rp2040Pico,
  rp2350Pico2,
  linux,
];

/** Throws `CARD_ADDRESS` if there is no such board. */
export function boardNamed(name: string): BoardProfile {
  const board = boards.find((b) => b.name === name);
  if (!board) throw new Cpu6Error('CARD_ADDRESS', { address: `virtual:${name}` });
  return board;
}

/** The boards whose serial port looks like this on USB. */
export const boardsBehind = (usb: UsbSerialName): readonly BoardProfile[] => boards.filter((b) => b.usb.includes(usb));

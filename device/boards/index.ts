// The boards that cpu6 knows, by name.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { bangleJs2, espruinoWifi, picoR13, puckJs } from './espruino.js';
import { esp32, linux, rp2040Pico } from './others.js';
import type { BoardProfile } from './profile.js';

export { type CardFiles, type CardIdentity, installCard } from './install.js';
export { type BoardCrypto, type BoardProfile, linkLimits, missingCrypto } from './profile.js';

export const boards: readonly BoardProfile[] = [picoR13, espruinoWifi, puckJs, bangleJs2, esp32, rp2040Pico, linux];

/** Throws `CARD_ADDRESS` if there is no such board. */
export function boardNamed(name: string): BoardProfile {
  const board = boards.find((b) => b.name === name);
  if (!board) throw new Cpu6Error('CARD_ADDRESS', { address: `virtual:${name}` });
  return board;
}

// The native Linux build, on a pseudo-terminal; a second one stands for its button. Its heap grows.
import type { BoardProfile } from './profile.js';

export const linux: BoardProfile = {
  name: 'LINUX',
  title: 'native build on Linux',
  chip: 'this computer',
  vars: 5100,
  block: 13,
  growing: true,
  storage: 256 * 1024,
  storageIn: 'chip',
  crypto: { sha256: true, cbc: true, ccm: true, pbkdf2: true },
  random: 'prng',
  port: 'Serial1',
  baud: 115200,
  rx: 1024,
  buttonPort: 'Serial2',
  watchdog: 0,
  usb: [],
  network: 'that of the computer',
  firmware: { method: 'command', enter: "make BOARD=LINUX in Espruino's sources." },
  readOut: 'None: its flash is a file of the user who runs it.',
  recovery: 'A byte that waits on its button port is no held button: it has no pins.',
};

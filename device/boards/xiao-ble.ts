// Seeed XIAO BLE: has AES only in CCM mode, so its sessions run in that.
import type { BoardProfile } from './profile.js';

export const xiaoBle: BoardProfile = {
  name: 'XIAOBLE',
  title: 'Seeed XIAO BLE',
  chip: 'nRF52840',
  vars: 14000,
  block: 14,
  storage: 2048 * 1024,
  storageIn: 'external flash',
  crypto: { sha256: true, cbc: false, ccm: true, pbkdf2: false },
  random: 'hardware',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 30,
  usb: ['nrf52840'],
  firmware: {
    method: 'uf2',
    family: 0xada5_2840,
    boardId: /XIAO/i,
    enter: 'Press its reset button twice: a drive named XIAO-SENSE appears.',
  },
  readOut:
    'Storage is in the flash chip beside the processor: who opens the case reads it there, and no protection of the processor helps.',
  recovery:
    'It has no button: pin D1 at 3.3 V counts as one. Held while the runtime starts, it gives the console instead of the card.',
};

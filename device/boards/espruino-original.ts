// The first Espruino board (STM32F103): no native crypto, so no session opens on it.
import type { BoardProfile } from './profile.js';

export const espruinoOriginal: BoardProfile = {
  name: 'ESPRUINOBOARD',
  title: 'Espruino (original) 1.4',
  chip: 'STM32F103RC',
  vars: 2756,
  block: 13,
  storage: 20 * 1024,
  storageIn: 'chip',
  crypto: { sha256: false, cbc: false, ccm: false, pbkdf2: false },
  random: 'noise',
  port: 'USB',
  baud: 115200,
  rx: 512,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 25,
  usb: ['stm32'],
  network: 'WiFi or Ethernet module on its pins',
  firmware: {
    method: 'stm32',
    flash: 256 * 1024,
    text: 0x2800,
    enter: 'Hold BTN1 while pressing RST: the LEDs glow in turn.',
  },
  readOut:
    'Set read-out protection level 1 with an ST-LINK at the SWD pads: `STM32_Programmer_CLI -c port=SWD -ob RDP=0x00`. Level 1 can only be taken back by erasing the chip. Level 2 (for ever) also locks the boot loader of the chip.',
  recovery:
    'Held while the runtime starts, it gives the console instead of the card. Held during RST it starts the boot loader.',
};

// Espruino Pico (STM32F401): the reference board.
import type { BoardProfile } from './profile.js';

export const picoR13: BoardProfile = {
  name: 'PICO_R1_3',
  title: 'Espruino Pico 1.3',
  chip: 'STM32F401CD',
  vars: 5100,
  block: 13,
  storage: 48 * 1024,
  storageIn: 'chip',
  crypto: { sha256: true, cbc: true, ccm: false, pbkdf2: true },
  random: 'noise',
  port: 'USB',
  baud: 115200,
  rx: 1024,
  button: { pin: 'BTN1', edge: 'rising' },
  led: 'LED1',
  watchdog: 25,
  usb: ['stm32'],
  network: 'WiFi or Ethernet module on its pins',
  firmware: {
    method: 'stm32',
    flash: 384 * 1024,
    text: 0x1_0000,
    enter: 'Hold its button while plugging it in: the LEDs glow in turn.',
  },
  readOut:
    'Set read-out protection level 1 with an ST-LINK at the SWD pads: `STM32_Programmer_CLI -c port=SWD -ob RDP=0xBB`. Level 1 can only be taken back by erasing the chip. Level 2 (for ever) also locks the boot loader of the chip.',
  recovery:
    "Held while the runtime starts, it gives the console instead of the card. Held while it is plugged in, it starts Espruino's boot loader first (LEDs glow); press again there to go on to Espruino.",
};

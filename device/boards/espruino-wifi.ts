// Espruino WiFi (STM32F411).
import type { BoardProfile } from './profile.js';

export const espruinoWifi: BoardProfile = {
  name: 'ESPRUINOWIFI',
  title: 'Espruino WiFi',
  chip: 'STM32F411CE',
  vars: 8190,
  block: 13,
  storage: 64 * 1024,
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
  network: 'WiFi on board (ESP8266 with AT commands)',
  firmware: {
    method: 'stm32',
    flash: 512 * 1024,
    text: 0x2_0000,
    enter: 'Hold BTN1 while plugging it in: the LEDs glow in turn.',
  },
  readOut:
    'Set read-out protection level 1 with an ST-LINK at the SWD pads: `STM32_Programmer_CLI -c port=SWD -ob RDP=0xBB`. Level 1 can only be taken back by erasing the chip. Level 2 (for ever) also locks the boot loader of the chip.',
  recovery:
    "Held while the runtime starts, it gives the console instead of the card. Held while it is plugged in, it starts Espruino's boot loader first (LEDs glow); press again there to go on to Espruino.",
};

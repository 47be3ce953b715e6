// Which USB devices are likely cards: vendor and product ids of boards that run Espruino and of their serial chips.

export interface Fingerprint {
  /** Four lower-case hex digits. */
  readonly vendor: string;
  /** Four lower-case hex digits; absent: any product of the vendor. */
  readonly product?: string;
  readonly board: string;
}

export const fingerprints: readonly Fingerprint[] = [
  { vendor: '0483', product: '5740', board: 'Espruino (Original, Pico, WiFi): STM32 virtual COM port' },
  { vendor: '1915', product: '520f', board: 'Nordic nRF52840 USB' },
  { vendor: '1366', board: 'SEGGER J-Link serial port (nRF development kits)' },
  { vendor: '0d28', product: '0204', board: 'micro:bit (DAPLink)' },
  { vendor: '2e8a', product: '000a', board: 'Raspberry Pi RP2040' },
  { vendor: '2e8a', product: '000f', board: 'Raspberry Pi RP2350' },
  { vendor: '2886', board: 'Seeed XIAO' },
  { vendor: '303a', board: 'Espressif native USB (ESP32-C3, ESP32-S3)' },
  { vendor: '10c4', product: 'ea60', board: 'CP210x serial chip (ESP32 boards)' },
  { vendor: '1a86', product: '7523', board: 'CH340 serial chip (ESP32, ESP8266 boards)' },
  { vendor: '1a86', product: '55d4', board: 'CH9102 serial chip (ESP32 boards)' },
  { vendor: '0403', product: '6001', board: 'FT232 serial adapter' },
  { vendor: '0403', product: '6015', board: 'FT230X serial adapter' },
];

/** The fingerprint of a device, if it may be a card. Ids are compared without regard to case. */
export const recognise = (vendor: string | undefined, product: string | undefined): Fingerprint | undefined =>
  fingerprints.find(
    (f) => f.vendor === vendor?.toLowerCase() && (f.product === undefined || f.product === product?.toLowerCase()),
  );

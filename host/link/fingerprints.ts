// Which USB devices are likely cards: vendor and product ids of boards that run Espruino.
//
// General serial chips (CP210x, CH340, FTDI) are left out: they sit in all kinds of equipment, which must not be sent bytes
// because it might be a card. Boards behind one are named with `serial:PATH`.

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
];

/** The fingerprint of a device, if it may be a card. Ids are compared without regard to case. */
export const recognise = (vendor: string | undefined, product: string | undefined): Fingerprint | undefined =>
  fingerprints.find(
    (f) => f.vendor === vendor?.toLowerCase() && (f.product === undefined || f.product === product?.toLowerCase()),
  );

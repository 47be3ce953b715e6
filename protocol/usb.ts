// The serial ports that boards with Espruino show on USB, by vendor and product id: the host finds cards by them, board
// profiles name them, and the udev rule is made of them.

export interface UsbSerial {
  /** Four lower-case hex digits. */
  readonly vendor: string;
  /** Four lower-case hex digits; absent: any product of the vendor. */
  readonly product?: string;
  readonly what: string;
  /**
   * Sits in all kinds of equipment, which must not be sent bytes because it might be a card: such a port is used only when
   * somebody names it (`serial:PATH`).
   */
  readonly shared: boolean;
}

export const usbSerials = {
  stm32: { vendor: '0483', product: '5740', what: 'STM32 virtual COM port (Espruino boards)', shared: false },
  nrf52840: { vendor: '1915', product: '520f', what: 'Espruino on an nRF52840', shared: false },
  rp2: { vendor: '2e8a', product: '000a', what: 'Espruino on a Raspberry Pi RP2040 or RP2350', shared: false },
  espressif: { vendor: '303a', product: '1001', what: 'USB serial of an ESP32-C3 or -S3', shared: false },
  cp210x: { vendor: '10c4', product: 'ea60', what: 'Silicon Labs CP210x bridge', shared: true },
  ch340: { vendor: '1a86', product: '7523', what: 'WCH CH340 bridge', shared: true },
  ch9102: { vendor: '1a86', product: '55d4', what: 'WCH CH9102 bridge', shared: true },
  ftdi: { vendor: '0403', product: '6001', what: 'FTDI FT232 bridge', shared: true },
  jlink: { vendor: '1366', what: 'SEGGER J-Link serial port', shared: true },
  daplink: { vendor: '0d28', product: '0204', what: 'DAPLink serial port (micro:bit)', shared: true },
} as const satisfies Record<string, UsbSerial>;

export type UsbSerialName = keyof typeof usbSerials;

/** The entry of a device, if it is a known one. Ids are compared without regard to case. */
export function recogniseUsb(vendor: string | undefined, product: string | undefined): UsbSerialName | undefined {
  for (const [name, u] of Object.entries(usbSerials) as [UsbSerialName, UsbSerial][])
    if (u.vendor === vendor?.toLowerCase() && (u.product === undefined || u.product === product?.toLowerCase()))
      return name;
  return undefined;
}

/** Where the rule belongs on a Linux system, and how it takes effect without a restart. */
export const udevFile = '/etc/udev/rules.d/70-cpu6.rules';
export const udevReload = 'sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=tty';

/**
 * udev rule that gives the person who sits at the computer access to these serial ports (`uaccess`, systemd-logind), and
 * keeps ModemManager from sending them modem commands.
 */
export const udevRule = (): string =>
  [
    `# Serial ports of boards that may be cpu6 cards. Install as ${udevFile}, then:`,
    `#   ${udevReload}`,
    ...Object.values<UsbSerial>(usbSerials).map(({ vendor, product, what }) => {
      const which = [`ATTRS{idVendor}=="${vendor}"`, ...(product ? [`ATTRS{idProduct}=="${product}"`] : [])].join(', ');
      return `# ${what}\nSUBSYSTEM=="tty", ${which}, TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"`;
    }),
    '',
  ].join('\n');

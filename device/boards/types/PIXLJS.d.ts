// Pixl.js, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/ble.d.ts" />
/// <reference path="parts/ble-central.d.ts" />
/// <reference path="parts/ble-nrf52.d.ts" />
/// <reference path="parts/filesystem.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/menus.d.ts" />
/// <reference path="parts/net.d.ts" />
/// <reference path="parts/nfc.d.ts" />
/// <reference path="parts/stepper.d.ts" />

interface CryptoModule {
  SHA1(data: EspruinoData): ArrayBuffer;
}
interface EspruinoBuiltInModules {
  readonly crypto: CryptoModule;
  readonly neopixel: NeopixelModule;
}
interface EspruinoE {
  getBattery(): number;
}
interface EspruinoPixl {
  getBatteryPercentage(): number;
  setContrast(c: number): void;
  setLCDPower(isOn: boolean | 0 | 1): void;
  lcdw(c: number): void;
  menu(menu: any): any;
}
interface NeopixelModule {
  write(pin: Pin, data: EspruinoData): void;
}
declare const BTN1: Pin;
declare const BTN2: Pin;
declare const BTN3: Pin;
declare const BTN4: Pin;
declare const BTN: Pin;
declare const I2C1: I2C;
declare const LED1: any;
declare const LED: any;
declare const Pixl: EspruinoPixl;
declare const SCL: Pin;
declare const SDA: Pin;
declare const SPI1: SPI;
declare function save(): void;
declare module 'crypto' {
  const inside: CryptoModule;
  export default inside;
}
declare module 'neopixel' {
  const inside: NeopixelModule;
  export default inside;
}

declare const D0: Pin;
declare const D1: Pin;
declare const D2: Pin;
declare const D3: Pin;
declare const D4: Pin;
declare const D5: Pin;
declare const D6: Pin;
declare const D7: Pin;
declare const D8: Pin;
declare const D9: Pin;
declare const D10: Pin;
declare const D11: Pin;
declare const D12: Pin;
declare const D13: Pin;
declare const A0: Pin;
declare const A1: Pin;
declare const A2: Pin;
declare const A3: Pin;
declare const A4: Pin;
declare const A5: Pin;
declare const H0: Pin;
declare const H1: Pin;
declare const H2: Pin;
declare const H3: Pin;
declare const H4: Pin;
declare const H5: Pin;
declare const H6: Pin;
declare const H7: Pin;
declare const H8: Pin;
declare const H9: Pin;

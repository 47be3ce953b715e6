// Espruino Original, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/filesystem.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/stepper.d.ts" />

interface CryptoModule {
  SHA1(data: EspruinoData): ArrayBuffer;
}
interface EspruinoBuiltInModules {
  readonly crypto: CryptoModule;
  readonly neopixel: NeopixelModule;
}
interface EspruinoE {
  setRTCPrescaler(prescaler: number): void;
  getRTCPrescaler(calibrate: boolean | 0 | 1): number;
}
interface NeopixelModule {
  write(pin: Pin, data: EspruinoData): void;
}
declare const BTN1: Pin;
declare const BTN: Pin;
declare const I2C1: I2C;
declare const I2C2: I2C;
declare const LED1: any;
declare const LED2: any;
declare const LED3: Pin;
declare const LED: any;
declare const SPI1: SPI;
declare const SPI2: SPI;
declare const SPI3: SPI;
declare const Serial2: Serial;
declare const Serial3: Serial;
declare const Serial4: Serial;
declare const Serial5: Serial;
declare const USB: Serial;
declare function save(): void;
declare function setDeepSleep(on: boolean | 0 | 1): void;
declare module 'crypto' {
  const inside: CryptoModule;
  export default inside;
}
declare module 'neopixel' {
  const inside: NeopixelModule;
  export default inside;
}

declare const A0: Pin;
declare const A1: Pin;
declare const A2: Pin;
declare const A3: Pin;
declare const A4: Pin;
declare const A5: Pin;
declare const A6: Pin;
declare const A7: Pin;
declare const A8: Pin;
declare const A9: Pin;
declare const A10: Pin;
declare const A11: Pin;
declare const A12: Pin;
declare const A13: Pin;
declare const A14: Pin;
declare const A15: Pin;
declare const B0: Pin;
declare const B1: Pin;
declare const B2: Pin;
declare const B3: Pin;
declare const B4: Pin;
declare const B5: Pin;
declare const B6: Pin;
declare const B7: Pin;
declare const B8: Pin;
declare const B9: Pin;
declare const B10: Pin;
declare const B11: Pin;
declare const B12: Pin;
declare const B13: Pin;
declare const B14: Pin;
declare const B15: Pin;
declare const C0: Pin;
declare const C1: Pin;
declare const C2: Pin;
declare const C3: Pin;
declare const C4: Pin;
declare const C5: Pin;
declare const C6: Pin;
declare const C7: Pin;
declare const C8: Pin;
declare const C9: Pin;
declare const C10: Pin;
declare const C11: Pin;
declare const C12: Pin;
declare const C13: Pin;
declare const C14: Pin;
declare const C15: Pin;
declare const D0: Pin;
declare const D1: Pin;
declare const D2: Pin;

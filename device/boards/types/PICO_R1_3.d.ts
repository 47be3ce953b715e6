// Espruino Pico, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/filesystem.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/net.d.ts" />
/// <reference path="parts/stepper.d.ts" />

interface CryptoModule {
  readonly AES: EspruinoAES;
  PBKDF2(
    passphrase: EspruinoData,
    salt: EspruinoData,
    options?: { keySize?: number; iterations?: number; hasher?: string },
  ): ArrayBuffer;
  SHA1(data: EspruinoData): ArrayBuffer;
  SHA224(data: EspruinoData): ArrayBuffer;
  SHA256(data: EspruinoData): ArrayBuffer;
}
interface EspruinoAES {
  encrypt(data: EspruinoData, key: EspruinoData, options?: EspruinoAESOptions): ArrayBuffer;
  decrypt(data: EspruinoData, key: EspruinoData, options?: EspruinoAESOptions): ArrayBuffer;
}
interface EspruinoBuiltInModules {
  readonly tls: TlsModule;
  readonly crypto: CryptoModule;
  readonly neopixel: NeopixelModule;
}
interface EspruinoE {
  setRTCPrescaler(prescaler: number): void;
  getRTCPrescaler(calibrate: boolean | 0 | 1): number;
  setUSBHID(options?: { reportDescriptor: EspruinoData }): void;
  sendUSBHID(data: EspruinoData): boolean;
  rebootToDFU(): void;
}
interface NeopixelModule {
  write(pin: Pin, data: EspruinoData): void;
}
interface TlsModule {
  connect(
    options: string | { host: string; port: number; ca?: string; key?: string; cert?: string },
    connected?: () => void,
  ): Socket;
}
declare const AES: EspruinoAES;
declare const BTN1: Pin;
declare const BTN: Pin;
declare const I2C1: I2C;
declare const I2C2: I2C;
declare const I2C3: I2C;
declare const LED1: any;
declare const LED2: any;
declare const LED: any;
declare const SPI1: SPI;
declare const SPI2: SPI;
declare const SPI3: SPI;
declare const Serial2: Serial;
declare const Serial3: Serial;
declare const Serial4: Serial;
declare const Serial5: Serial;
declare const Serial6: Serial;
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
declare module 'tls' {
  const inside: TlsModule;
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
declare const B12: Pin;
declare const B13: Pin;
declare const B14: Pin;
declare const B15: Pin;
declare const C13: Pin;
declare const C14: Pin;
declare const C15: Pin;
declare const H0: Pin;
declare const H1: Pin;

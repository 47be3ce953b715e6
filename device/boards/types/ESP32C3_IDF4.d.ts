// ESP32-C3, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/ble.d.ts" />
/// <reference path="parts/ble-central.d.ts" />
/// <reference path="parts/esp32.d.ts" />
/// <reference path="parts/filesystem.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/net.d.ts" />
/// <reference path="parts/wifi.d.ts" />

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
  SHA384(data: EspruinoData): ArrayBuffer;
  SHA512(data: EspruinoData): ArrayBuffer;
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
declare const LED1: any;
declare const LED: any;
declare const SPI1: SPI;
declare const Serial2: Serial;
declare function save(): void;
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
declare const D14: Pin;
declare const D15: Pin;
declare const D16: Pin;
declare const D17: Pin;
declare const D18: Pin;
declare const D19: Pin;
declare const D20: Pin;
declare const D21: Pin;

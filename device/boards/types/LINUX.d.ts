// Native Linux build, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/filesystem.d.ts" />
/// <reference path="parts/graphics-aa.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/net.d.ts" />
/// <reference path="parts/tensorflow.d.ts" />

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
  ccmEncrypt(
    data: EspruinoData,
    key: EspruinoData,
    iv: EspruinoData,
    tagLength: number,
  ): { data: ArrayBuffer; tag: ArrayBuffer };
  ccmDecrypt(
    data: EspruinoData,
    key: EspruinoData,
    iv: EspruinoData,
    tag: EspruinoData,
  ): ArrayBuffer | false | undefined;
}
interface EspruinoBuiltInModules {
  readonly TelnetServer: TelnetServerModule;
  readonly tls: TlsModule;
  readonly crypto: CryptoModule;
}
interface Graphics {
  drawImages(layers: any, options?: any): Graphics;
  filter(filter: any, options?: any): Graphics;
}
interface TelnetServerModule {
  setOptions(options: any): void;
}
interface TlsModule {
  connect(
    options: string | { host: string; port: number; ca?: string; key?: string; cert?: string },
    connected?: () => void,
  ): Socket;
}
declare const AES: EspruinoAES;
declare const I2C1: I2C;
declare const I2C2: I2C;
declare const I2C3: I2C;
declare const SPI1: SPI;
declare const SPI2: SPI;
declare const SPI3: SPI;
declare const Serial2: Serial;
declare const Serial3: Serial;
declare const Serial4: Serial;
declare const Serial5: Serial;
declare const Serial6: Serial;
declare const Telnet: Serial;
declare const USB: Serial;
declare function save(): void;
declare module 'TelnetServer' {
  const inside: TelnetServerModule;
  export default inside;
}
declare module 'crypto' {
  const inside: CryptoModule;
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
declare const D22: Pin;
declare const D23: Pin;
declare const D24: Pin;
declare const D25: Pin;
declare const D26: Pin;
declare const D27: Pin;
declare const D28: Pin;
declare const D29: Pin;
declare const D30: Pin;
declare const D31: Pin;
declare const D32: Pin;

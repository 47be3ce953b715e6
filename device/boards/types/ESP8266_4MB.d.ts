// ESP8266 with 4 MB, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/net.d.ts" />
/// <reference path="parts/wifi.d.ts" />

interface CryptoModule {
  SHA1(data: EspruinoData): ArrayBuffer;
}
interface ESP8266Module {}
interface EspruinoBuiltInModules {
  readonly ESP8266: ESP8266Module;
  readonly TelnetServer: TelnetServerModule;
  readonly crypto: CryptoModule;
  readonly neopixel: NeopixelModule;
}
interface EspruinoESP8266 {
  ping(ipAddr: any, pingCallback: any): void;
  reboot(): void;
  getResetInfo(): any;
  logDebug(enable: boolean | 0 | 1): void;
  setLog(mode: number): void;
  printLog(): void;
  readLog(): void;
  dumpSocketInfo(): void;
  setCPUFreq(freq: any): void;
  getState(): any;
  getFreeFlash(): any;
  crc32(arrayOfData: any): any;
  neopixelWrite(pin: Pin, arrayOfData: any): void;
  deepSleep(micros: any, option: any): void;
}
interface NeopixelModule {
  write(pin: Pin, data: EspruinoData): void;
}
interface NodeMCU {}
interface NodeMCUConstructor {
  readonly A0: Pin;
  readonly D0: Pin;
  readonly D1: Pin;
  readonly D2: Pin;
  readonly D3: Pin;
  readonly D4: Pin;
  readonly D5: Pin;
  readonly D6: Pin;
  readonly D7: Pin;
  readonly D8: Pin;
  readonly D9: Pin;
  readonly D10: Pin;
}
interface TelnetServerModule {
  setOptions(options: any): void;
}
declare const ESP8266: EspruinoESP8266;
declare const I2C1: I2C;
declare const NodeMCU: NodeMCUConstructor;
declare const SPI1: SPI;
declare const Serial2: Serial;
declare const Telnet: Serial;
declare function save(): void;
declare module 'ESP8266' {
  const inside: ESP8266Module;
  export default inside;
}
declare module 'TelnetServer' {
  const inside: TelnetServerModule;
  export default inside;
}
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
declare const D14: Pin;
declare const D15: Pin;
declare const D16: Pin;
declare const A0: Pin;

// Bangle.js 2, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/bangle.d.ts" />
/// <reference path="parts/ble.d.ts" />
/// <reference path="parts/ble-central.d.ts" />
/// <reference path="parts/ble-nrf52.d.ts" />
/// <reference path="parts/graphics-aa.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/menus.d.ts" />
/// <reference path="parts/tensorflow.d.ts" />

interface CryptoModule {
  SHA1(data: EspruinoData): ArrayBuffer;
  SHA224(data: EspruinoData): ArrayBuffer;
  SHA256(data: EspruinoData): ArrayBuffer;
  SHA384(data: EspruinoData): ArrayBuffer;
  SHA512(data: EspruinoData): ArrayBuffer;
}
interface EspruinoAES {
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
interface EspruinoBangle {
  on(event: 'HRM-env', listener: (env: any) => void): void;
  on(event: 'stroke', listener: (event: any) => void): void;
  setLCDOverlay(img: any, x: any, y: number, options?: any): void;
  setBarometerPower(isOn: boolean | 0 | 1, appID: any): boolean;
  isBarometerOn(): boolean;
  touchWr(reg: number, data: number): void;
  touchRd(reg: number, cnt: number): any;
  barometerWr(reg: number, data: number): void;
  barometerRd(reg: number, cnt: number): any;
  hrmWr(reg: number, data: number): void;
  hrmRd(reg: number, cnt: number): any;
  getPressure(): any;
  showTestScreen(): void;
  factoryReset(noReboot: boolean | 0 | 1): void;
}
interface EspruinoBuiltInModules {
  readonly crypto: CryptoModule;
}
interface EspruinoE {
  getBattery(): number;
  getVDDH(): number;
}
interface Graphics {
  setFont14(scale: number): Graphics;
  setFont17(scale: number): Graphics;
  setFont22(scale: number): Graphics;
  setFont28(scale: number): Graphics;
  setFont6x15(scale?: number): Graphics;
  setFont12x20(scale?: number): Graphics;
  drawImages(layers: any, options?: any): Graphics;
  filter(filter: any, options?: any): Graphics;
}
interface Unistroke {}
interface UnistrokeConstructor {
  new (xy: any): any;
  recognise(strokes: any, xy: any): any;
}
declare const BTN1: Pin;
declare const BTN: Pin;
declare const I2C1: I2C;
declare const LED1: any;
declare const LED2: any;
declare const LED: any;
declare const SPI1: SPI;
declare const SWDCON: Serial;
declare const Serial2: Serial;
declare const Unistroke: UnistrokeConstructor;
declare module 'crypto' {
  const inside: CryptoModule;
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
declare const D33: Pin;
declare const D34: Pin;
declare const D35: Pin;
declare const D36: Pin;
declare const D37: Pin;
declare const D38: Pin;
declare const D39: Pin;
declare const D40: Pin;
declare const D41: Pin;
declare const D42: Pin;
declare const D43: Pin;
declare const D44: Pin;
declare const D45: Pin;
declare const D46: Pin;
declare const D47: Pin;

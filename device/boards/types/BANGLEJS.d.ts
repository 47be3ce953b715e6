// Bangle.js, Espruino 2v29: what it has.
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

interface EspruinoBangle {
  ioWr(mask: number, isOn: number): void;
}
interface EspruinoE {
  getBattery(): number;
}
interface Graphics {
  drawImages(layers: any, options?: any): Graphics;
}
declare const BTN1: Pin;
declare const BTN2: Pin;
declare const BTN3: Pin;
declare const BTN4: Pin;
declare const BTN5: Pin;
declare const BTN: Pin;
declare const LED1: any;
declare const LED2: any;
declare const LED: any;

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

// BBC micro:bit 2, Espruino 2v29: what it has.
/// <reference path="parts/core.d.ts" />
/// <reference path="parts/ble.d.ts" />
/// <reference path="parts/ble-central.d.ts" />
/// <reference path="parts/ble-nrf52.d.ts" />
/// <reference path="parts/graphics-image.d.ts" />
/// <reference path="parts/graphics-more.d.ts" />
/// <reference path="parts/tensorflow.d.ts" />

interface EspruinoBuiltInModules {
  readonly neopixel: NeopixelModule;
}
interface EspruinoMicrobit {
  readonly SPEAKER: Pin;
  readonly MIC: Pin;
  readonly MIC_ENABLE: Pin;
  on(event: 'gesture', listener: (gesture: any) => void): void;
  mag(): any;
  accel(): any;
  accelWr(addr: number, data: number): void;
  accelOn(): void;
  accelOff(): void;
  play(waveform: any, samplesPerSecond: any, callback?: any): void;
  record(samplesPerSecond: any, callback?: any, samples?: any): void;
}
interface NeopixelModule {
  write(pin: Pin, data: EspruinoData): void;
}
declare const BTN1: Pin;
declare const BTN2: Pin;
declare const BTN: Pin;
declare const I2C1: I2C;
declare const LED1: any;
declare const LED: any;
declare const Microbit: EspruinoMicrobit;
declare const SPI1: SPI;
declare function acceleration(): { x: number; y: number; z: number };
declare function compass(): { x: number; y: number; z: number };
declare function save(): void;
declare function show(image: any): void;
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
declare const D17: Pin;
declare const D18: Pin;
declare const D19: Pin;
declare const D20: Pin;
declare const H0: Pin;
declare const H1: Pin;
declare const H2: Pin;
declare const H3: Pin;
declare const H4: Pin;
declare const H5: Pin;
declare const H6: Pin;
declare const H7: Pin;
declare const H8: Pin;
declare const V0: Pin;

// The ESP32 family.
/// <reference path="core.d.ts" />

interface EspruinoESP32 {
  setAtten(pin: Pin, atten: number): void;
  reboot(): void;
  deepSleep(us: number): void;
  deepSleepExt0(pin: Pin, level: number): void;
  deepSleepExt1(pinVar: any, mode: number): void;
  getWakeupCause(): number;
  getWakeupPin(): Pin;
  lightSleep(ms: number): void;
  getState(): any;
  setBLE_Debug(level: number): void;
  enableBLE(enable: boolean | 0 | 1): void;
  enableWifi(enable: boolean | 0 | 1): void;
  setOTAValid(isValid: boolean | 0 | 1): void;
}
declare const ESP32: EspruinoESP32;

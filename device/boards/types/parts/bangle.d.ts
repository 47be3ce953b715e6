// Bangle.js: screen, sensors and motor.
/// <reference path="core.d.ts" />

interface EspruinoBangle {
  on(event: 'accel', listener: (xyz: any) => void): void;
  on(event: 'step', listener: (up: number) => void): void;
  on(event: 'health', listener: (info: any) => void): void;
  on(event: 'faceUp', listener: (up: boolean | 0 | 1) => void): void;
  on(event: 'twist', listener: () => void): void;
  on(event: 'charging', listener: (charging: boolean | 0 | 1) => void): void;
  on(event: 'mag', listener: (xyz: any) => void): void;
  on(event: 'GPS-raw', listener: (nmea: any, dataLoss: boolean | 0 | 1) => void): void;
  on(event: 'GPS', listener: (fix: any) => void): void;
  on(event: 'HRM', listener: (hrm: any) => void): void;
  on(event: 'HRM-raw', listener: (hrm: any) => void): void;
  on(event: 'pressure', listener: (e: any) => void): void;
  on(event: 'lcdPower', listener: (on: boolean | 0 | 1) => void): void;
  on(event: 'backlight', listener: (on: boolean | 0 | 1) => void): void;
  on(event: 'lock', listener: (on: boolean | 0 | 1, reason: any) => void): void;
  on(event: 'tap', listener: (data: any) => void): void;
  on(event: 'gesture', listener: (xyz: any) => void): void;
  on(event: 'aiGesture', listener: (gesture: any, weights: any) => void): void;
  on(event: 'swipe', listener: (directionLR: number, directionUD: number) => void): void;
  on(event: 'touch', listener: (button: number, xy: any) => void): void;
  on(event: 'drag', listener: (event: any) => void): void;
  on(event: 'midnight', listener: () => void): void;
  setBacklight(isOn: boolean | 0 | 1): void;
  setLCDPower(isOn: boolean | 0 | 1): void;
  setLCDBrightness(brightness: number): void;
  setLCDMode(mode: any): void;
  getLCDMode(): any;
  setLCDOffset(y: number): void;
  setLCDTimeout(isOn: number): void;
  setPollInterval(interval: number): void;
  setOptions(options: any): void;
  getOptions(): any;
  isLCDOn(): boolean;
  isBacklightOn(): boolean;
  setLocked(isLocked: boolean | 0 | 1): void;
  isLocked(): boolean;
  isCharging(): boolean;
  lcdWr(cmd: number, data: any): void;
  setHRMPower(isOn: boolean | 0 | 1, appID: any): boolean;
  isHRMOn(): boolean;
  setGPSPower(isOn: boolean | 0 | 1, appID: any): boolean;
  isGPSOn(): boolean;
  getGPSFix(): any;
  setCompassPower(isOn: boolean | 0 | 1, appID: any): boolean;
  isCompassOn(): boolean;
  resetCompass(): void;
  getStepCount(): number;
  setStepCount(count: number): void;
  getCompass(): any;
  getAccel(): any;
  getHealthStatus(range: any): any;
  dbg(): any;
  accelWr(reg: number, data: number): void;
  accelRd(reg: number, cnt: number): any;
  compassWr(reg: number, data: number): void;
  compassRd(reg: number, cnt: number): any;
  project(latlong: any): any;
  beep(time?: number, freq?: number): Promise<any>;
  buzz(time?: number, strength?: number): Promise<any>;
  haptic(eventName: any): Promise<any>;
  off(): void;
  softOff(): void;
  getLogo(): any;
  loadWidgets(): void;
  drawWidgets(): void;
  showLauncher(): void;
  showClock(): void;
  showRecoveryMenu(): void;
  load(file?: any): void;
  setUI(type: any, callback?: any): void;
  showLoadingScreen(): void;
  readonly appRect: any;
}
interface EspruinoE {
  showScroller(options: any): any;
  on(event: 'ANCS', listener: (info: any) => void): void;
  on(event: 'AMS', listener: (info: any) => void): void;
}
interface EspruinoNRF {
  on(event: 'CTS', listener: (info: any) => void): void;
}
interface Graphics {
  findFont(text: any, options?: any): any;
}
interface Waveform {
  on(event: 'finish', listener: (buffer: any) => void): void;
  on(event: 'buffer', listener: (buffer: any) => void): void;
}
declare const Bangle: EspruinoBangle;
declare const VIBRATE: Pin;

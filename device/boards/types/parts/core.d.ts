// What every board has.
/// <reference path="base.d.ts" />

interface EspruinoBuiltInModules {
  readonly timer: TimerModule;
  readonly Flash: FlashModule;
  readonly Storage: StorageModule;
  readonly heatshrink: HeatshrinkModule;
}
interface EspruinoConsole {
  log(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  trace(...values: unknown[]): void;
}
interface EspruinoE {
  on(event: 'init', listener: () => void): void;
  on(event: 'kill', listener: () => void): void;
  on(event: 'errorFlag', listener: (errorFlags: any) => void): void;
  on(event: 'touch', listener: (x: number, y: number, b: number) => void): void;
  on(event: 'packet', listener: (event: any) => void): void;
  on(event: 'packetUpload', listener: (event: any) => void): void;
  readonly internal: any;
  getTemperature(internal?: boolean): number;
  getAnalogVRef(): number;
  nativeCall(address: number, signature: string, data?: string): (...args: any[]) => any;
  clip(x: number, low: number, high: number): number;
  sum(list: EspruinoNumbers): number;
  variance(list: EspruinoNumbers, mean: number): number;
  convolve(a: EspruinoNumbers, b: EspruinoNumbers, offset: number): number;
  FFT(real: EspruinoNumbers, imaginary?: EspruinoNumbers, inverse?: boolean): void;
  enableWatchdog(seconds: number, automatic?: boolean): void;
  kickWatchdog(): void;
  getErrorFlags(): EspruinoErrorFlag[];
  getFlags(): Record<EspruinoFlag, 0 | 1>;
  setFlags(flags: Partial<Record<EspruinoFlag, boolean | 0 | 1>>): void;
  pipe(source: unknown, destination: unknown, options?: EspruinoPipeOptions): void;
  toArrayBuffer(text: string): ArrayBuffer;
  toString(...data: EspruinoData[]): string;
  toFlatString(...data: EspruinoData[]): string | undefined;
  asUTF8(text: string): string;
  fromUTF8(text: string): string;
  isUTF8(text: string): boolean;
  toUint8Array(...data: EspruinoData[]): Uint8Array;
  toJS(value: unknown): string;
  memoryArea(address: number, length: number): string;
  setBootCode(code?: string, always?: boolean): void;
  setClock(options: number | Record<string, number>): number;
  getClock(): number | Record<string, number>;
  setConsole(device: Serial | string | null, options?: { force?: boolean }): void;
  getConsole(): string | null;
  reverseByte(x: number): number;
  dumpFragmentation(): void;
  dumpVariables(): void;
  defrag(): void;
  getSizeOf(value: unknown, depth?: number): any;
  getAddressOf(value: unknown, flat?: boolean | 0 | 1): number;
  mapInPlace(
    from: ArrayBufferView,
    to: ArrayBufferView,
    map?: readonly number[] | ArrayBufferView | ((value: number, index: number) => number),
    bits?: number,
  ): void;
  lookupNoCase(list: readonly string[] | Record<string, unknown>, name: string, returnKey?: boolean): any;
  dumpStr(): string;
  srand(seed: number): void;
  hwRand(): number;
  CRC32(data: EspruinoData): number;
  HSBtoRGB(hue: number, saturation: number, brightness: number, format?: 0 | 1 | 16 | 24): number;
  HSBtoRGB(hue: number, saturation: number, brightness: number, asList: true): [number, number, number];
  setPassword(password?: string): void;
  lockConsole(): void;
  setTimeZone(hours: number): void;
  setDST(...params: number[]): void;
  memoryMap(base: number, registers: Record<string, number>): Record<string, number>;
  asm(signature: string, ...lines: string[]): any;
  compiledC(code: string): any;
  reboot(): void;
  getPowerUsage(): { device: Record<string, number>; total: number };
  decodeUTF8(text: string, lookup: readonly string[], replace: string | ((code: number) => string)): string;
  stopEventPropagation(): void;
}
interface EspruinoModules {
  getCached(): string[];
  removeCached(name: string): void;
  removeAllCached(): void;
  addCached(name: string, code: string | (() => void)): void;
}
interface EspruinoProcess {
  on(event: 'uncaughtException', listener: (exception: any) => void): void;
  readonly version: string;
  readonly env: EspruinoEnvironment;
  memory(collect?: boolean): EspruinoMemory;
}
interface FlashModule {
  getPage(address: number): { addr: number; length: number } | undefined;
  getFree(): { addr: number; length: number }[];
  erasePage(address: number | { addr: number }): void;
  write(data: EspruinoData, address: number): void;
  read(length: number, address: number): Uint8Array;
}
interface FsModule {
  pipe(source: unknown, destination: unknown, options?: EspruinoPipeOptions): void;
}
interface HeatshrinkModule {
  compress(data: EspruinoData): ArrayBuffer;
  decompress(data: EspruinoData): ArrayBuffer;
}
interface I2C {
  setup(options?: { scl?: Pin; sda?: Pin; bitrate?: number; started?: boolean }): void;
  writeTo(address: EspruinoI2CAddress, ...data: EspruinoData[]): void;
  readFrom(address: EspruinoI2CAddress, count: number): Uint8Array;
  readReg(address: number, register: number, count: number): Uint8Array;
}
interface I2CConstructor {
  new (): I2C;
  find(pin: Pin): I2C | undefined;
}
interface OneWire {
  reset(): boolean;
  select(rom: string): void;
  skip(): void;
  write(data: number | readonly number[], power?: boolean): void;
  read(): number;
  read(count: number): Uint8Array;
  search(command?: number): string[];
}
interface OneWireConstructor {
  new (pin: Pin): OneWire;
}
interface Pin {
  read(): boolean;
  set(): void;
  reset(): void;
  write(value: boolean | 0 | 1): void;
  getMode(): EspruinoPinMode;
  mode(mode?: EspruinoPinMode): void;
  toggle(): boolean;
  pulse(value: boolean | 0 | 1, ms: number | readonly number[]): void;
  analog(): number;
  pwm(value: number, options?: { freq?: number; soft?: boolean; forceSoft?: boolean }): void;
  getInfo(): Record<string, any>;
}
interface PinConstructor {
  new (value: string | number): Pin;
}
interface SPI {
  setup(options: {
    sck?: Pin;
    miso?: Pin;
    mosi?: Pin;
    baud?: number;
    mode?: 0 | 1 | 2 | 3;
    order?: 'msb' | 'lsb';
    bits?: number;
  }): void;
  send(data: number, nss?: Pin): number;
  send(data: string, nss?: Pin): string;
  send(data: EspruinoData, nss?: Pin): Uint8Array;
  write(...data: (EspruinoData | Pin)[]): void;
  send4bit(data: EspruinoData, bit0: number, bit1: number, nss?: Pin): void;
  send8bit(data: EspruinoData, bit0: number, bit1: number, nss?: Pin): void;
}
interface SPIConstructor {
  new (): SPI;
  find(pin: Pin): SPI | undefined;
}
interface Serial {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'framing', listener: () => void): void;
  on(event: 'parity', listener: () => void): void;
  setConsole(force?: boolean): void;
  setup(baud: number, options?: EspruinoSerialOptions): void;
  setup(options: EspruinoSerialOptions & { baud?: number }): void;
  unsetup(): void;
  print(text: unknown): void;
  println(text?: unknown): void;
  write(...data: EspruinoData[]): void;
  inject(...data: EspruinoData[]): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
  flush(): void;
  isConnected(): boolean;
}
interface SerialConstructor {
  new (): Serial;
  find(pin: Pin): Serial | undefined;
}
interface StorageFile {
  read(length: number): string | undefined;
  readLine(): string | undefined;
  getLength(): number;
  write(data: EspruinoData): void;
  erase(): void;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
}
interface StorageFileConstructor {}
interface StorageModule {
  eraseAll(): void;
  erase(name: string): void;
  read(name: string, offset?: number, length?: number): string | undefined;
  readJSON(name: string, noExceptions?: boolean): any;
  readArrayBuffer(name: string): ArrayBuffer | undefined;
  write(name: string, data: EspruinoData | object, offset?: number, size?: number): boolean;
  writeJSON(name: string, data: unknown): boolean;
  list(pattern?: RegExp, filter?: { sf?: boolean }): string[];
  hash(pattern?: RegExp): number;
  compact(showMessage?: boolean): void;
  getFree(internal?: boolean): number;
  getStats(internal?: boolean): {
    totalBytes: number;
    freeBytes: number;
    fileBytes: number;
    fileCount: number;
    trashBytes: number;
    trashCount: number;
  };
  optimise(): void;
  open(name: string, mode: 'r' | 'w' | 'a'): StorageFile;
}
interface TimerModule {
  list(): any[];
  get(timerID: number): any;
  add(timer: any): number;
  remove(timerID: number): boolean;
}
interface Uint24Array {}
interface Uint24ArrayConstructor {
  new (arr: any, byteOffset: number, length: number): Uint24Array;
}
interface Waveform {
  startOutput(pin: Pin, frequency: number, options?: { time?: number; repeat?: boolean; npin?: Pin }): void;
  startInput(pin: Pin, frequency: number, options?: { time?: number; repeat?: boolean }): void;
  stop(): void;
}
interface WaveformConstructor {
  new (samples: number | ArrayBufferView, options?: { doubleBuffer?: boolean; bits?: 8 | 16 }): Waveform;
}
declare const E: EspruinoE;
declare const HIGH: 1;
declare const I2C: I2CConstructor;
declare const LOW: 0;
declare const LoopbackA: Serial;
declare const LoopbackB: Serial;
declare const Modules: EspruinoModules;
declare const OneWire: OneWireConstructor;
declare const Pin: PinConstructor;
declare const SPI: SPIConstructor;
declare const Serial1: Serial;
declare const Serial: SerialConstructor;
declare const StorageFile: StorageFileConstructor;
declare const Uint24Array: Uint24ArrayConstructor;
declare const Waveform: WaveformConstructor;
declare const console: EspruinoConsole;
declare const global: Record<string, any>;
declare const process: EspruinoProcess;
declare function analogRead(pin: Pin): number;
declare function analogWrite(
  pin: Pin,
  value: number,
  options?: { freq?: number; soft?: boolean; forceSoft?: boolean },
): void;
declare function atob(base64: string): string;
declare function btoa(bytes: EspruinoData): string;
declare function changeInterval(id: number, ms: number): void;
declare function clearInterval(id?: number): void;
declare function clearTimeout(id?: number): void;
declare function clearWatch(id?: number): void;
declare function digitalPulse(pin: Pin, value: boolean | 0 | 1, ms: number | readonly number[]): void;
declare function digitalRead(pin: Pin | readonly Pin[] | EspruinoPort): number;
declare function digitalWrite(pin: Pin | readonly Pin[] | EspruinoPort, value: number | boolean): void;
declare function dump(): void;
declare function echo(on?: boolean): void;
declare function edit(name: string): void;
declare function getPinMode(pin: Pin): EspruinoPinMode;
declare function getSerial(): string;
declare function getTime(): number;
declare function load(file?: string): void;
declare function peek16(address: number): number;
declare function peek16(address: number, count: number): Uint16Array;
declare function peek32(address: number): number;
declare function peek32(address: number, count: number): Uint32Array;
declare function peek8(address: number): number;
declare function peek8(address: number, count: number): Uint8Array;
declare function pinMode(pin: Pin, mode?: EspruinoPinMode, automatic?: boolean): void;
declare function poke16(address: number, value: number | readonly number[]): void;
declare function poke32(address: number, value: number | readonly number[]): void;
declare function poke8(address: number, value: number | readonly number[]): void;
declare function print(...values: unknown[]): void;
declare function require<K extends keyof EspruinoBuiltInModules>(name: K): EspruinoBuiltInModules[K];
declare function reset(clearFlash?: boolean): void;
declare function setBusyIndicator(pin?: Pin): void;
declare function setInterval<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): number;
declare function setSleepIndicator(pin?: Pin): void;
declare function setTime(seconds: number): void;
declare function setTimeout<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): number;
declare function setWatch(code: string, pin: Pin, options?: EspruinoWatchOptions): number;
declare function setWatch(
  listener: (event: EspruinoWatchEvent) => void,
  pin: Pin,
  options?: EspruinoWatchOptions,
): number;
declare function shiftOut(
  pins: Pin | readonly Pin[],
  options: { clk?: Pin; clkPol?: boolean; repeat?: number },
  data: EspruinoData,
): void;
declare function trace(root?: unknown): void;
declare module 'Flash' {
  const inside: FlashModule;
  export default inside;
}
declare module 'Storage' {
  const inside: StorageModule;
  export default inside;
}
declare module 'heatshrink' {
  const inside: HeatshrinkModule;
  export default inside;
}
declare module 'timer' {
  const inside: TimerModule;
  export default inside;
}

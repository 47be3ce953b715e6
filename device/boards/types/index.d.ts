// What any board has, Espruino 2v29: for programs that name no board.
/// <reference path="parts/base.d.ts" />

interface BluetoothDevice {
  on(event: 'phy', listener: (arr: any) => void): void;
  on(event: 'phy_req', listener: (arr: any) => void): void;
  on(event: 'mtu', listener: (arr: number) => void): void;
  on(event: 'gattserverdisconnected', listener: (reason: number) => void): void;
  readonly gatt: BluetoothRemoteGATTServer;
  on(event: 'passkey', listener: (passkey: any) => void): void;
  on(event: 'passkeyRequest', listener: () => void): void;
  sendPasskey(passkey: any): void;
}
interface BluetoothDeviceConstructor {}
interface BluetoothGATTServer {
  on(event: 'rssi', listener: (rssi: number) => void): void;
}
interface BluetoothRemoteGATTCharacteristic {
  on(event: 'characteristicvaluechanged', listener: () => void): void;
  writeValue(data: EspruinoData): Promise<void>;
  readValue(): Promise<DataView>;
  startNotifications(): Promise<void>;
  stopNotifications(): Promise<void>;
}
interface BluetoothRemoteGATTCharacteristicConstructor {}
interface BluetoothRemoteGATTServer {
  updateConnection(options: any): void;
  connect(options?: Record<string, any>): Promise<BluetoothRemoteGATTServer>;
  disconnect(): Promise<any>;
  startBonding(forceRePair: boolean | 0 | 1): Promise<any>;
  getSecurityStatus(): any;
  getPrimaryService(uuid: string): Promise<BluetoothRemoteGATTService>;
  getPrimaryServices(): Promise<BluetoothRemoteGATTService[]>;
  setRSSIHandler(callback: any): void;
}
interface BluetoothRemoteGATTServerConstructor {}
interface BluetoothRemoteGATTService {
  getCharacteristic(uuid: string): Promise<BluetoothRemoteGATTCharacteristic>;
  getCharacteristics(): Promise<BluetoothRemoteGATTCharacteristic[]>;
}
interface BluetoothRemoteGATTServiceConstructor {}
interface CryptoModule {
  SHA1(data: EspruinoData): ArrayBuffer;
  SHA224(data: EspruinoData): ArrayBuffer;
  SHA256(data: EspruinoData): ArrayBuffer;
  SHA384(data: EspruinoData): ArrayBuffer;
  SHA512(data: EspruinoData): ArrayBuffer;
  readonly AES: EspruinoAES;
  PBKDF2(
    passphrase: EspruinoData,
    salt: EspruinoData,
    options?: { keySize?: number; iterations?: number; hasher?: string },
  ): ArrayBuffer;
}
interface DgramModule {
  createSocket(type: any, callback?: any): dgramSocket;
}
interface ESP8266Module {}
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
  encrypt(data: EspruinoData, key: EspruinoData, options?: EspruinoAESOptions): ArrayBuffer;
  decrypt(data: EspruinoData, key: EspruinoData, options?: EspruinoAESOptions): ArrayBuffer;
}
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
  ioWr(mask: number, isOn: number): void;
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
  readonly timer: TimerModule;
  readonly Flash: FlashModule;
  readonly Storage: StorageModule;
  readonly heatshrink: HeatshrinkModule;
  readonly tensorflow: TensorflowModule;
  readonly crypto: CryptoModule;
  readonly fs: FsModule;
  readonly net: NetModule;
  readonly dgram: DgramModule;
  readonly tls: TlsModule;
  readonly http: HttpModule;
  readonly NetworkJS: NetworkJSModule;
  readonly Wifi: WifiModule;
  readonly TelnetServer: TelnetServerModule;
  readonly neopixel: NeopixelModule;
  readonly ESP8266: ESP8266Module;
  readonly WIZnet: WIZnetModule;
  readonly tv: TvModule;
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
  showMenu(menu?: Record<string, any>): any;
  showMessage(message: string, options?: string | { title?: string; img?: string }): void;
  showPrompt(message?: string, options?: { title?: string; buttons?: Record<string, unknown> }): Promise<any>;
  showScroller(options: any): any;
  showAlert(message?: string, title?: string): Promise<void>;
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
  on(event: 'comparator', listener: (dir: number) => void): void;
  setComparator(pin: Pin, level: number): void;
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
  getBattery(): number;
  getPowerUsage(): { device: Record<string, number>; total: number };
  decodeUTF8(text: string, lookup: readonly string[], replace: string | ((code: number) => string)): string;
  stopEventPropagation(): void;
  on(event: 'ANCS', listener: (info: any) => void): void;
  on(event: 'AMS', listener: (info: any) => void): void;
  getVDDH(): number;
  connectSDCard(spi: SPI, chipSelect: Pin): void;
  unmountSD(): void;
  openFile(path: string, mode: 'r' | 'w' | 'a'): File | undefined;
  setRTCPrescaler(prescaler: number): void;
  getRTCPrescaler(calibrate: boolean | 0 | 1): number;
  rebootToDFU(): void;
  setUSBHID(options?: { reportDescriptor: EspruinoData }): void;
  sendUSBHID(data: EspruinoData): boolean;
}
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
interface EspruinoJolt {
  readonly Q0: Qwiic;
  readonly Q1: Qwiic;
  readonly Q2: Qwiic;
  readonly Q3: Qwiic;
  setDriverMode(driver: number, mode: any): void;
  selfTest(): boolean;
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
interface EspruinoModules {
  getCached(): string[];
  removeCached(name: string): void;
  removeAllCached(): void;
  addCached(name: string, code: string | (() => void)): void;
}
interface EspruinoNRF {
  on(event: 'connect', listener: (addr: any) => void): void;
  on(event: 'disconnect', listener: (reason: number) => void): void;
  on(event: 'error', listener: (msg: any) => void): void;
  on(event: 'passkey', listener: (passkey: any) => void): void;
  on(event: 'security', listener: (status: any) => void): void;
  on(event: 'advertising', listener: (isAdvertising: boolean | 0 | 1) => void): void;
  on(event: 'bond', listener: (status: any) => void): void;
  on(event: 'HID', listener: () => void): void;
  on(event: 'servicesDiscover', listener: () => void): void;
  on(event: 'characteristicsDiscover', listener: () => void): void;
  on(event: 'phy', listener: (arr: any) => void): void;
  on(event: 'phy_req', listener: (arr: any) => void): void;
  on(event: 'mtu', listener: (arr: number) => void): void;
  disconnect(): void;
  sleep(): void;
  wake(): void;
  restart(then?: () => void): void;
  eraseBonds(hard?: boolean | 0 | 1): void;
  getAddress(current?: boolean): string;
  getAdvertisingName(): any;
  setAddress(addr: any): void;
  resolveAddress(options: any): any;
  getBattery(): number;
  setAdvertising(data: Record<string | number, any> | readonly any[], options?: Record<string, any>): void;
  getAdvertisingData(data: Record<string | number, any>, options?: Record<string, any>): number[];
  setScanResponse(data: EspruinoData): void;
  setServices(
    services: Record<string, Record<string, EspruinoCharacteristic>> | undefined,
    options?: {
      advertise?: string[];
      uart?: boolean;
      hid?: EspruinoData;
      ancs?: boolean;
      ams?: boolean;
      cts?: boolean;
    },
  ): void;
  updateServices(services: Record<string, Record<string, EspruinoCharacteristic>>): void;
  setScan(listener?: ((device: BluetoothDevice) => void) | false, options?: Record<string, any>): void;
  filterDevices(devices: any, filters: any): any;
  findDevices(listener: (devices: BluetoothDevice[]) => void, options?: number | Record<string, any>): void;
  setRSSIHandler(listener?: (rssi: number) => void): void;
  setTxPower(power: number): void;
  sendHIDReport(data: EspruinoData, then?: () => void): void;
  ancsIsActive(): boolean;
  ancsAction(uid: number, positive?: boolean | 0 | 1): void;
  ancsGetNotificationInfo(uid: number): Promise<any>;
  ancsGetAppInfo(id: any): Promise<any>;
  amsIsActive(): boolean;
  amsGetPlayerInfo(id: any): Promise<any>;
  amsGetTrackInfo(id: any): Promise<any>;
  amsCommand(id: any): void;
  ctsIsActive(): boolean;
  on(event: 'CTS', listener: (info: any) => void): void;
  ctsGetTime(): Promise<any>;
  requestDevice(options: {
    filters: readonly Record<string, any>[];
    timeout?: number;
    active?: boolean;
    phy?: string;
    extended?: boolean;
  }): Promise<BluetoothDevice>;
  connect(address: string, options?: Record<string, any>): Promise<BluetoothRemoteGATTServer>;
  setWhitelist(whitelisting: boolean | 0 | 1): void;
  setConnectionInterval(interval: any): void;
  setSecurity(options: any): void;
  getSecurityStatus(): any;
  startBonding(force?: boolean): Promise<any>;
  updateConnection(options: any): void;
  on(event: 'NFCon', listener: () => void): void;
  on(event: 'NFCoff', listener: () => void): void;
  on(event: 'NFCrx', listener: (arr: any) => void): void;
  nfcURL(url?: string): void;
  nfcPair(key: any): void;
  nfcAndroidApp(app: any): void;
  nfcRaw(payload: any): void;
  nfcStart(payload: any): any;
  nfcStop(): void;
  nfcSend(payload: any): void;
}
interface EspruinoPixl {
  getBatteryPercentage(): number;
  setContrast(c: number): void;
  setLCDPower(isOn: boolean | 0 | 1): void;
  lcdw(c: number): void;
  menu(menu: any): any;
}
interface EspruinoProcess {
  on(event: 'uncaughtException', listener: (exception: any) => void): void;
  readonly version: string;
  readonly env: EspruinoEnvironment;
  memory(collect?: boolean): EspruinoMemory;
}
interface EspruinoPuck {
  mag(): { x: number; y: number; z: number };
  magTemp(): number;
  on(event: 'mag', listener: (xyz: any) => void): void;
  on(event: 'accel', listener: (e: any) => void): void;
  magOn(hertz?: number): void;
  magOff(): void;
  magWr(reg: number, data: number): void;
  magRd(reg: number): number;
  getTemperature(): number;
  accelOn(hertz?: number): void;
  accelOff(): void;
  accel(): { acc: { x: number; y: number; z: number }; gyro: { x: number; y: number; z: number } };
  accelWr(reg: number, data: number): void;
  accelRd(reg: number, cnt: number): any;
  IR(data: readonly number[], cathode?: Pin, anode?: Pin): void;
  capSense(tx: Pin, rx: Pin): number;
  light(): number;
  getBatteryPercentage(): number;
  selfTest(): boolean;
}
interface EspruinoUrl {
  parse(
    text: string,
    parseQuery?: boolean,
  ): {
    method: string;
    host: string;
    path: string;
    pathname: string;
    search: string | null;
    port: number | null;
    query: any;
  };
}
interface Ethernet {
  getIP(options?: any): any;
  setIP(options: any, callback?: any): boolean;
  setHostname(hostname: any, callback?: any): boolean;
  getHostname(callback?: any): any;
  getStatus(options?: any): any;
}
interface EthernetConstructor {}
interface File {
  close(): void;
  write(data: EspruinoData): number;
  read(length: number): string | undefined;
  skip(nBytes: number): void;
  seek(nBytes: number): void;
  pipe(destination: any, options?: any): void;
}
interface FileConstructor {}
interface FlashModule {
  getPage(address: number): { addr: number; length: number } | undefined;
  getFree(): { addr: number; length: number }[];
  erasePage(address: number | { addr: number }): void;
  write(data: EspruinoData, address: number): void;
  read(length: number, address: number): Uint8Array;
}
interface FsModule {
  pipe(source: unknown, destination: unknown, options?: EspruinoPipeOptions): void;
  readdir(path: string): string[];
  readdirSync(path: string): string[];
  writeFile(path: string, data: EspruinoData): boolean;
  writeFileSync(path: string, data: EspruinoData): boolean;
  appendFile(path: string, data: EspruinoData): boolean;
  appendFileSync(path: string, data: EspruinoData): boolean;
  readFile(path: string): string | undefined;
  readFileSync(path: string): string | undefined;
  unlink(path: string): boolean;
  unlinkSync(path: string): boolean;
  statSync(path: string): { size: number; dir: boolean; mtime: Date } | undefined;
  mkdir(path: string): boolean;
  mkdirSync(path: string): boolean;
}
interface Graphics {
  flip?(all?: boolean): void;
  readonly buffer: ArrayBuffer;
  getWidth(): number;
  getHeight(): number;
  getBPP(): number;
  reset(): Graphics;
  clear(reset?: boolean | 0 | 1): Graphics;
  fillRect(x1: number, y1: number, x2: number, y2: number): Graphics;
  fillRect(area: { x: number; y: number; x2?: number; y2?: number; w?: number; h?: number; r?: number }): Graphics;
  clearRect(x1: number, y1: number, x2: number, y2: number): Graphics;
  clearRect(area: { x: number; y: number; x2?: number; y2?: number; w?: number; h?: number; r?: number }): Graphics;
  drawRect(x1: number, y1: number, x2: number, y2: number): Graphics;
  drawRect(area: { x: number; y: number; x2?: number; y2?: number; w?: number; h?: number; r?: number }): Graphics;
  fillCircle(x: number, y: number, rad: number): Graphics;
  drawCircle(x: number, y: number, rad: number): Graphics;
  drawCircleAA(x: number, y: number, r: number): Graphics;
  fillEllipse(x1: number, y1: number, x2: number, y2: number): Graphics;
  drawEllipse(x1: number, y1: number, x2: number, y2: number): Graphics;
  getPixel(x: number, y: number): number;
  setPixel(x: number, y: number, colour?: number): Graphics;
  toColor(colour: number | string): number;
  toColor(r: number, g: number, b: number): number;
  blendColor(col_a: any, col_b: any, amt: any): number;
  setColor(colour: number | string): Graphics;
  setColor(r: number, g: number, b: number): Graphics;
  setBgColor(colour: number | string): Graphics;
  setBgColor(r: number, g: number, b: number): Graphics;
  getColor(): number;
  getBgColor(): number;
  setClipRect(x1: number, y1: number, x2: number, y2: number): Graphics;
  setOffset(x: number, y: number): Graphics;
  setFontBitmap(): Graphics;
  setFontVector(size: number): Graphics;
  setFontCustom(bitmap: string, firstCharacter: number, width: number | string, height: number): Graphics;
  setFontPBF(file: any, scale?: number): Graphics;
  setFontAlign(x: -1 | 0 | 1, y: -1 | 0 | 1, rotation?: 0 | 1 | 2 | 3): Graphics;
  setFont(name: string, size?: number): Graphics;
  getFont(): string;
  getFonts(): any[];
  getFontHeight(): number;
  stringWidth(text: unknown): number;
  stringMetrics(text: unknown): {
    width: number;
    height: number;
    unrenderableChars?: boolean;
    imageCount?: number;
    maxImageHeight?: number;
  };
  wrapString(text: string, width: number): string[];
  findFont(text: any, options?: any): any;
  drawString(text: unknown, x: number, y: number, solid?: boolean): Graphics;
  getVectorFontPolys(str: any, options?: any): any[];
  drawLine(x1: number, y1: number, x2: number, y2: number): Graphics;
  drawLineAA(x1: number, y1: number, x2: number, y2: number): Graphics;
  lineTo(x: number, y: number): Graphics;
  moveTo(x: number, y: number): Graphics;
  drawPoly(points: EspruinoNumbers, closed?: boolean): Graphics;
  drawPolyAA(points: EspruinoNumbers, closed?: boolean): Graphics;
  fillPoly(points: EspruinoNumbers): Graphics;
  fillPolyAA(points: EspruinoNumbers): Graphics;
  setRotation(rotation: 0 | 1 | 2 | 3, reflect?: boolean): Graphics;
  imageMetrics(image: EspruinoImage): {
    width: number;
    height: number;
    bpp: number;
    transparent?: number;
    frames?: number;
  };
  drawImage(
    image: EspruinoImage,
    x: number,
    y: number,
    options?: { rotate?: number; scale?: number; frame?: number },
  ): Graphics;
  drawImages(layers: any, options?: any): Graphics;
  asImage(type?: 'object'): EspruinoImage;
  asImage(type: 'string'): string;
  getModified(reset?: boolean): { x1: number; y1: number; x2: number; y2: number } | undefined;
  scroll(x: number, y: number): Graphics;
  blit(options: {
    x1: number;
    y1: number;
    x2: number;
    y2: number;
    w: number;
    h: number;
    setModified?: boolean;
  }): Graphics;
  asBMP(): any;
  asURL(): any;
  dump(): void;
  quadraticBezier(points: EspruinoNumbers, options?: number): number[];
  transformVertices(points: EspruinoNumbers, transformation: any): number[];
  floodFill(x: number, y: number, col: any): Graphics;
  readonly theme: EspruinoTheme;
  setTheme(theme: Partial<EspruinoTheme>): Graphics;
  setFont14(scale: number): Graphics;
  setFont17(scale: number): Graphics;
  setFont22(scale: number): Graphics;
  setFont28(scale: number): Graphics;
  setFont6x15(scale?: number): Graphics;
  setFont12x20(scale?: number): Graphics;
  filter(filter: any, options?: any): Graphics;
}
interface GraphicsConstructor {
  getInstance(): Graphics | undefined;
  createArrayBuffer(
    width: number,
    height: number,
    bitsPerPixel: 1 | 2 | 4 | 8 | 16 | 24 | 32,
    options?: EspruinoGraphicsOptions,
  ): Graphics;
  createCallback(
    width: number,
    height: number,
    bitsPerPixel: number,
    callback:
      | ((x: number, y: number, colour: number) => void)
      | {
          setPixel: (x: number, y: number, colour: number) => void;
          fillRect?: (x1: number, y1: number, x2: number, y2: number, colour: number) => void;
        },
  ): Graphics;
  createImage(text: string): EspruinoImage;
}
interface HeatshrinkModule {
  compress(data: EspruinoData): ArrayBuffer;
  decompress(data: EspruinoData): ArrayBuffer;
}
interface HttpModule {
  createServer(listener: (request: httpSRq, response: httpSRs) => void): httpSrv;
  request(options: string | EspruinoHttpOptions, listener?: (response: httpCRs) => void): httpCRq;
  get(options: string | EspruinoHttpOptions, listener?: (response: httpCRs) => void): httpCRq;
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
interface NeopixelModule {
  write(pin: Pin, data: EspruinoData): void;
}
interface NetModule {
  createServer(listener: (socket: Socket) => void): Server;
  connect(options: string | { host: string; port: number }, connected?: () => void): Socket;
}
interface NetworkJSModule {
  create(obj: any): any;
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
interface Qwiic {
  setPower(isOn: boolean | 0 | 1): any;
  i2c: any;
}
interface QwiicConstructor {}
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
interface Server {
  listen(port: number): Server;
  close(): void;
}
interface ServerConstructor {}
interface Socket {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'close', listener: (had_error: any) => void): void;
  on(event: 'error', listener: (details: any) => void): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
  on(event: 'drain', listener: () => void): void;
  write(data: EspruinoData): boolean;
  end(data?: EspruinoData): void;
}
interface SocketConstructor {}
interface Stepper {
  moveTo(position: number, options?: any): Promise<any>;
  stop(options: any): void;
  getPosition(): number;
}
interface StepperConstructor {
  new (options: any): Stepper;
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
interface TFMicroInterpreter {
  getInput(): any;
  getOutput(): any;
  invoke(): void;
}
interface TFMicroInterpreterConstructor {}
interface TelnetServerModule {
  setOptions(options: any): void;
}
interface TensorflowModule {
  create(arenaSize: number, model: any): TFMicroInterpreter;
}
interface TimerModule {
  list(): any[];
  get(timerID: number): any;
  add(timer: any): number;
  remove(timerID: number): boolean;
}
interface TlsModule {
  connect(
    options: string | { host: string; port: number; ca?: string; key?: string; cert?: string },
    connected?: () => void,
  ): Socket;
}
interface TvModule {
  setup(options: any, width?: number): any;
}
interface Uint24Array {}
interface Uint24ArrayConstructor {
  new (arr: any, byteOffset: number, length: number): Uint24Array;
}
interface Unistroke {}
interface UnistrokeConstructor {
  new (xy: any): any;
  recognise(strokes: any, xy: any): any;
}
interface WIZnetModule {
  connect(spi: any, cs: Pin): Ethernet;
}
interface Waveform {
  on(event: 'finish', listener: (buffer: any) => void): void;
  on(event: 'buffer', listener: (buffer: any) => void): void;
  startOutput(pin: Pin, frequency: number, options?: { time?: number; repeat?: boolean; npin?: Pin }): void;
  startInput(pin: Pin, frequency: number, options?: { time?: number; repeat?: boolean }): void;
  stop(): void;
}
interface WaveformConstructor {
  new (samples: number | ArrayBufferView, options?: { doubleBuffer?: boolean; bits?: 8 | 16 }): Waveform;
}
interface WifiModule {
  on(event: 'associated', listener: (details: any) => void): void;
  on(event: 'disconnected', listener: (details: any) => void): void;
  on(event: 'auth_change', listener: (details: any) => void): void;
  on(event: 'dhcp_timeout', listener: () => void): void;
  on(event: 'connected', listener: (details: any) => void): void;
  on(event: 'sta_joined', listener: (details: any) => void): void;
  on(event: 'sta_left', listener: (details: any) => void): void;
  on(event: 'probe_recv', listener: (details: any) => void): void;
  disconnect(callback?: any): void;
  stopAP(callback?: any): void;
  connect(
    name: string,
    options?:
      | { password?: string; dnsServers?: string[]; channel?: number; bssid?: string }
      | ((error: string | null) => void),
    callback?: (error: string | null) => void,
  ): void;
  scan(
    callback: (networks: { ssid: string; rssi: number; channel: number; authMode: string; mac: string }[]) => void,
  ): void;
  startAP(ssid: any, options?: any, callback?: any): void;
  getStatus(callback: any): any;
  setConfig(settings: any): void;
  getDetails(callback?: any): any;
  getAPDetails(callback?: any): any;
  save(what: any): void;
  restore(): void;
  getIP(callback?: (error: string | null, ip: { ip: string; netmask: string; gw: string; mac: string }) => void): {
    ip: string;
    netmask: string;
    gw: string;
    mac: string;
  };
  getAPIP(callback?: any): any;
  getHostByName(hostname: any, callback?: any): void;
  getHostname(callback?: any): any;
  setHostname(hostname: any, callback?: any): void;
  setSNTP(server: any, tz_offset: any): void;
  setIP(settings: any, callback?: any): void;
  setAPIP(settings: any, callback?: any): void;
  ping(hostname: any, callback?: any): void;
}
interface dgramSocket {
  send(buffer: any, offset: any, length: any, ...args: any[]): void;
  on(event: 'message', listener: (msg: any, rinfo: any) => void): void;
  bind(port: number, callback?: any): any;
  close(): void;
  addMembership(group: any, ip: any): void;
  on(event: 'close', listener: (had_error: any) => void): void;
}
interface dgramSocketConstructor {}
interface httpCRq {
  on(event: 'drain', listener: () => void): void;
  on(event: 'error', listener: () => void): void;
  write(data: EspruinoData): boolean;
  end(data?: EspruinoData): void;
}
interface httpCRqConstructor {}
interface httpCRs {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'error', listener: () => void): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
}
interface httpCRsConstructor {}
interface httpSRq {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'close', listener: () => void): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
}
interface httpSRqConstructor {}
interface httpSRs {
  on(event: 'drain', listener: () => void): void;
  on(event: 'close', listener: () => void): void;
  write(data: EspruinoData): boolean;
  end(data?: EspruinoData): void;
  writeHead(status: number, headers?: Record<string, string>): void;
  setHeader(name: string, value: string): void;
}
interface httpSRsConstructor {}
interface httpSrv {
  listen(port: number): httpSrv;
  close(): void;
}
interface httpSrvConstructor {}
declare const AES: EspruinoAES;
declare const BTN1: Pin;
declare const BTN2: Pin;
declare const BTN3: Pin;
declare const BTN4: Pin;
declare const BTN5: Pin;
declare const BTN: Pin;
declare const Bangle: EspruinoBangle;
declare const Bluetooth: Serial;
declare const BluetoothDevice: BluetoothDeviceConstructor;
declare const BluetoothRemoteGATTCharacteristic: BluetoothRemoteGATTCharacteristicConstructor;
declare const BluetoothRemoteGATTServer: BluetoothRemoteGATTServerConstructor;
declare const BluetoothRemoteGATTService: BluetoothRemoteGATTServiceConstructor;
declare const E: EspruinoE;
declare const ESP32: EspruinoESP32;
declare const ESP8266: EspruinoESP8266;
declare const Ethernet: EthernetConstructor;
declare const FET: Pin;
declare const File: FileConstructor;
declare const Graphics: GraphicsConstructor;
declare const HIGH: 1;
declare const I2C1: I2C;
declare const I2C2: I2C;
declare const I2C3: I2C;
declare const I2C: I2CConstructor;
declare const Jolt: EspruinoJolt;
declare const LED1: any;
declare const LED2: any;
declare const LED3: Pin;
declare const LED4: Pin;
declare const LED: any;
declare const LOW: 0;
declare const LoopbackA: Serial;
declare const LoopbackB: Serial;
declare const Microbit: EspruinoMicrobit;
declare const Modules: EspruinoModules;
declare const NRF: EspruinoNRF;
declare const NodeMCU: NodeMCUConstructor;
declare const OneWire: OneWireConstructor;
declare const Pin: PinConstructor;
declare const Pixl: EspruinoPixl;
declare const Puck: EspruinoPuck;
declare const Q0: any;
declare const Q1: any;
declare const Q2: any;
declare const Q3: any;
declare const Qwiic: QwiicConstructor;
declare const SCL: Pin;
declare const SDA: Pin;
declare const SPI1: SPI;
declare const SPI2: SPI;
declare const SPI3: SPI;
declare const SPI: SPIConstructor;
declare const SWDCON: Serial;
declare const Serial1: Serial;
declare const Serial2: Serial;
declare const Serial3: Serial;
declare const Serial4: Serial;
declare const Serial5: Serial;
declare const Serial6: Serial;
declare const Serial: SerialConstructor;
declare const Server: ServerConstructor;
declare const Socket: SocketConstructor;
declare const Stepper: StepperConstructor;
declare const StorageFile: StorageFileConstructor;
declare const TFMicroInterpreter: TFMicroInterpreterConstructor;
declare const Telnet: Serial;
declare const Terminal: Serial;
declare const USB: Serial;
declare const Uint24Array: Uint24ArrayConstructor;
declare const Unistroke: UnistrokeConstructor;
declare const VIBRATE: Pin;
declare const Waveform: WaveformConstructor;
declare const console: EspruinoConsole;
declare const dgramSocket: dgramSocketConstructor;
declare const global: Record<string, any>;
declare const httpCRq: httpCRqConstructor;
declare const httpCRs: httpCRsConstructor;
declare const httpSRq: httpSRqConstructor;
declare const httpSRs: httpSRsConstructor;
declare const httpSrv: httpSrvConstructor;
declare const process: EspruinoProcess;
declare const url: EspruinoUrl;
declare function acceleration(): { x: number; y: number; z: number };
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
declare function compass(): { x: number; y: number; z: number };
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
declare function save(): void;
declare function setBusyIndicator(pin?: Pin): void;
declare function setDeepSleep(on: boolean | 0 | 1): void;
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
declare function show(image: any): void;
declare function trace(root?: unknown): void;
declare module 'ESP8266' {
  const inside: ESP8266Module;
  export default inside;
}
declare module 'Flash' {
  const inside: FlashModule;
  export default inside;
}
declare module 'NetworkJS' {
  const inside: NetworkJSModule;
  export default inside;
}
declare module 'Storage' {
  const inside: StorageModule;
  export default inside;
}
declare module 'TelnetServer' {
  const inside: TelnetServerModule;
  export default inside;
}
declare module 'WIZnet' {
  const inside: WIZnetModule;
  export default inside;
}
declare module 'Wifi' {
  const inside: WifiModule;
  export default inside;
}
declare module 'crypto' {
  const inside: CryptoModule;
  export default inside;
}
declare module 'dgram' {
  const inside: DgramModule;
  export default inside;
}
declare module 'fs' {
  const inside: FsModule;
  export default inside;
}
declare module 'heatshrink' {
  const inside: HeatshrinkModule;
  export default inside;
}
declare module 'http' {
  const inside: HttpModule;
  export default inside;
}
declare module 'neopixel' {
  const inside: NeopixelModule;
  export default inside;
}
declare module 'net' {
  const inside: NetModule;
  export default inside;
}
declare module 'tensorflow' {
  const inside: TensorflowModule;
  export default inside;
}
declare module 'timer' {
  const inside: TimerModule;
  export default inside;
}
declare module 'tls' {
  const inside: TlsModule;
  export default inside;
}
declare module 'tv' {
  const inside: TvModule;
  export default inside;
}
/** The board's screen. */
interface EspruinoScreen extends Graphics {
  flip(all?: boolean): void;
}
declare const g: EspruinoScreen;

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
declare const B11: Pin;
declare const B12: Pin;
declare const B13: Pin;
declare const B14: Pin;
declare const B15: Pin;
declare const C0: Pin;
declare const C1: Pin;
declare const C2: Pin;
declare const C3: Pin;
declare const C4: Pin;
declare const C5: Pin;
declare const C6: Pin;
declare const C7: Pin;
declare const C8: Pin;
declare const C9: Pin;
declare const C10: Pin;
declare const C11: Pin;
declare const C12: Pin;
declare const C13: Pin;
declare const C14: Pin;
declare const C15: Pin;
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
declare const D48: Pin;
declare const H0: Pin;
declare const H1: Pin;
declare const H2: Pin;
declare const H3: Pin;
declare const H4: Pin;
declare const H5: Pin;
declare const H6: Pin;
declare const H7: Pin;
declare const H8: Pin;
declare const H9: Pin;
declare const V0: Pin;

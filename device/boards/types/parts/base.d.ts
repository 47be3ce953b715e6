// Types that the declarations of the Espruino API share, and what its own classes have besides ECMAScript's members.
//
// Names and parameters are those of Espruino 2v29. The boards' files say which board has what.
//
// Of the language since ES2023, what the compiler has.
/// <reference lib="es2024.collection" />
/// <reference lib="es2024.object" />
/// <reference lib="es2024.promise" />
/// <reference lib="es2025.collection" />
/// <reference lib="es2025.promise" />
/// <reference lib="es2025.regexp" />
/// <reference lib="esnext.array" />
/// <reference lib="esnext.collection" />
/// <reference lib="esnext.disposable" />
/// <reference lib="esnext.error" />
/// <reference lib="esnext.typedarrays" />

/** Bytes as natives take them: text counts one byte a character; lists may be nested. */
type EspruinoData =
  | string
  | number
  | ArrayBufferLike
  | ArrayBufferView
  | readonly EspruinoData[]
  | { readonly data: EspruinoData; readonly count: number }
  | { readonly callback: () => EspruinoData };
type EspruinoNumbers = readonly number[] | ArrayBufferView;

/** Something with `write`, and perhaps `read`, of a fixed set of pins. */
interface EspruinoPort {
  read?(): number;
  write(value: number): void;
}
type EspruinoPinMode =
  | 'auto'
  | 'analog'
  | 'input'
  | 'input_pullup'
  | 'input_pulldown'
  | 'output'
  | 'opendrain'
  | 'opendrain_pullup'
  | 'af_output'
  | 'af_opendrain';

interface EspruinoWatchEvent {
  readonly state: boolean;
  /** Seconds, as of `getTime`. */
  readonly time: number;
  readonly lastTime: number;
  readonly pin: Pin;
  /** Bits read from the pin `data` of the options, if there is one. */
  readonly data?: boolean;
}
interface EspruinoWatchOptions {
  readonly repeat?: boolean;
  readonly edge?: 'rising' | 'falling' | 'both' | 1 | 0 | -1;
  /** ms; 0: none. */
  readonly debounce?: number;
  readonly irq?: boolean;
  readonly hispeed?: boolean;
  readonly data?: Pin;
}
interface EspruinoSerialOptions {
  readonly rx?: Pin;
  readonly tx?: Pin;
  readonly ck?: Pin;
  readonly cts?: Pin;
  readonly bytesize?: 7 | 8;
  readonly parity?: null | 'none' | 'even' | 'odd' | 'n' | 'e' | 'o';
  readonly stopbits?: 1 | 2;
  readonly flow?: null | 'none' | 'xon';
  /** Device file of the native build. */
  readonly path?: string;
  readonly errors?: boolean;
}
type EspruinoI2CAddress = number | { readonly address: number; readonly stop?: boolean };
interface EspruinoPipeOptions {
  readonly chunkSize?: number;
  readonly end?: boolean;
  readonly complete?: () => void;
}

type EspruinoErrorFlag =
  | 'FIFO_FULL'
  | 'BUFFER_FULL'
  | 'CALLBACK'
  | 'LOW_MEMORY'
  | 'MEMORY'
  | 'UART_OVERFLOW'
  | (string & {});
type EspruinoFlag =
  | 'deepSleep'
  | 'pretokenise'
  | 'unsafeFlash'
  | 'unsyncFiles'
  | 'jitDebug'
  | 'noErrorSave'
  | (string & {});

interface EspruinoMemory {
  /** JsVars; `blocksize` bytes each. */
  readonly free: number;
  readonly usage: number;
  readonly total: number;
  readonly history: number;
  readonly blocksize: number;
  readonly gc?: number;
  readonly gctime?: number;
  readonly stackEndAddress?: number;
  readonly stackFree?: number;
  readonly flash_start?: number;
  readonly flash_binary_end?: number;
  readonly flash_code_start?: number;
  readonly flash_length?: number;
  readonly [more: string]: number | undefined;
}
interface EspruinoEnvironment {
  readonly VERSION: string;
  readonly GIT_COMMIT: string;
  readonly BOARD: string;
  readonly FLASH: number;
  readonly RAM: number;
  readonly SERIAL: string;
  readonly CONSOLE: string;
  readonly MODULES: string;
  readonly [more: string]: any;
}

type EspruinoImage =
  | string
  | {
      readonly width: number;
      readonly height: number;
      readonly bpp?: number;
      readonly transparent?: number;
      readonly palette?: ArrayBufferView;
      readonly buffer: ArrayBufferLike | ArrayBufferView | string;
    };
interface EspruinoTheme {
  fg: number;
  bg: number;
  fg2: number;
  bg2: number;
  fgH: number;
  bgH: number;
  dark: boolean;
}
interface EspruinoGraphicsOptions {
  readonly zigzag?: boolean;
  readonly vertical_byte?: boolean;
  readonly msb?: boolean;
  readonly interleavex?: boolean;
  readonly color_order?: 'rgb' | 'rbg' | 'brg' | 'bgr' | 'grb' | 'gbr';
  readonly buffer?: ArrayBufferLike | ArrayBufferView;
}

interface EspruinoAESOptions {
  /** Only ECB and CBC are right in both directions. */
  readonly mode?: 'CBC' | 'ECB' | 'CFB' | 'CTR' | 'OFB';
  readonly iv?: EspruinoData;
}
interface EspruinoHttpOptions {
  readonly host: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly method?: string;
  readonly protocol?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
}
interface EspruinoCharacteristic {
  readonly value?: EspruinoData;
  readonly maxLen?: number;
  readonly broadcast?: boolean;
  readonly readable?: boolean;
  readonly writable?: boolean;
  readonly notify?: boolean;
  readonly indicate?: boolean;
  readonly description?: string;
  readonly security?: Readonly<Record<string, unknown>>;
  readonly onWrite?: (event: { readonly data: ArrayBuffer }) => void;
  readonly onWriteDesc?: (event: { readonly data: ArrayBuffer }) => void;
}

/** The modules that `require` finds inside the interpreter; the boards' files add theirs. */
interface EspruinoBuiltInModules {}

/** Any object has listeners. */
interface Object {
  on(event: string, listener: (...args: any[]) => void): void;
  addListener(event: string, listener: (...args: any[]) => void): void;
  prependListener(event: string, listener: (...args: any[]) => void): void;
  emit(event: string, ...args: any[]): void;
  removeListener(event: string, listener: (...args: any[]) => void): void;
  removeAllListeners(event?: string): void;
  clone(): any;
}
interface Function {
  /** Puts other code in this function's place, wherever it is held. */
  replaceWith(other: Function): void;
}
interface String {
  removeAccents(): string;
}
interface Math {
  randInt(range?: number): number;
  clip(x: number, low: number, high: number): number;
  wrap(x: number, range: number): number;
}
interface Date {
  getIsDST(): number;
  toLocalISOString(): string;
}
interface InternalError extends Error {}
interface InternalErrorConstructor {
  new (message?: string): InternalError;
  (message?: string): InternalError;
}
declare const InternalError: InternalErrorConstructor;

// Fields that natives set when they make an object, where the board has its class.
interface httpSRq {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
interface httpSRs {
  headers: Record<string, string>;
}
interface httpCRs {
  readonly statusCode: string;
  readonly statusMessage: string;
  readonly httpVersion: string;
  readonly headers: Readonly<Record<string, string>>;
}
interface BluetoothDevice {
  readonly id: string;
  readonly rssi: number;
  readonly data?: ArrayBuffer;
  readonly name?: string;
  readonly shortName?: string;
  readonly services?: string[];
  readonly manufacturer?: number;
  readonly manufacturerData?: ArrayBuffer;
}

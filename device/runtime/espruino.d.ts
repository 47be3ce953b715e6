// The part of Espruino 2v29's API that the card's runtime uses. Bytes are byte strings unless they say otherwise.

type EspruinoBytes = string | number | ArrayBuffer | ArrayBufferView | readonly EspruinoBytes[];

interface EspruinoMemory {
  /** JsVars free, used, in all. Blocks are `blocksize` bytes. */
  readonly free: number;
  readonly usage: number;
  readonly total: number;
  readonly blocksize: number;
  readonly [more: string]: number;
}

declare const E: {
  /** A flat string if memory allows, else undefined or a plain one. */
  toString(data: EspruinoBytes): string;
  toUint8Array(data: EspruinoBytes): Uint8Array<ArrayBuffer>;
  /** The string's own bytes, without a copy if it is flat. */
  toArrayBuffer(text: string): ArrayBuffer;
  CRC32(data: EspruinoBytes): number;
  /** 32 bits; a plain generator without seed on many boards. */
  hwRand(): number;
  enableWatchdog(seconds: number, automatic?: boolean): void;
  kickWatchdog(): void;
  setConsole(device: unknown): void;
  on(event: string, listener: (...args: never[]) => void): void;
  getErrorFlags(): string[];
  mapInPlace(from: ArrayBufferView, to: ArrayBufferView, map?: unknown, bits?: number): void;
  setFlags(flags: Record<string, number>): void;
  reboot(): void;
  defrag(): void;
};

interface EspruinoAes {
  encrypt(data: EspruinoBytes, key: EspruinoBytes, options?: { mode?: 'CBC' | 'ECB'; iv?: EspruinoBytes }): ArrayBuffer;
  decrypt(data: EspruinoBytes, key: EspruinoBytes, options?: { mode?: 'CBC' | 'ECB'; iv?: EspruinoBytes }): ArrayBuffer;
  ccmEncrypt?(
    data: EspruinoBytes,
    key: EspruinoBytes,
    iv: EspruinoBytes,
    tagLength: number,
  ): { data: ArrayBuffer; tag: ArrayBuffer };
  ccmDecrypt?(
    data: EspruinoBytes,
    key: EspruinoBytes,
    iv: EspruinoBytes,
    tag: EspruinoBytes,
  ): ArrayBuffer | false | undefined;
}

interface EspruinoCrypto {
  readonly AES: EspruinoAes;
  SHA256(data: EspruinoBytes): ArrayBuffer;
  /** RFC 8018; `keySize` in words of 32 bits. Not on every board. */
  PBKDF2?(
    secret: EspruinoBytes,
    salt: EspruinoBytes,
    options: { keySize: number; iterations: number; hasher: 'SHA256' },
  ): ArrayBuffer;
}

interface EspruinoStorage {
  /** A read-only view of flash, or undefined if there is no such file. */
  read(name: string, offset?: number, length?: number): string | undefined;
  readArrayBuffer(name: string): ArrayBuffer | undefined;
  write(name: string, data: EspruinoBytes | object, offset?: number, size?: number): boolean;
  erase(name: string): void;
  list(): string[];
  getFree(): number;
  compact(): void;
}

declare function require(name: 'crypto'): EspruinoCrypto;
declare function require(name: 'Storage'): EspruinoStorage;

declare const AES: EspruinoAes | undefined;

interface Pin {
  readonly _pin: unique symbol;
}

interface Serial {
  setup(baud: number, options?: Record<string, unknown>): void;
  write(data: EspruinoBytes): void;
  on(event: 'data', listener: (data: string) => void): void;
  removeAllListeners(event?: string): void;
}

declare const process: {
  memory(collect?: boolean): EspruinoMemory;
  readonly env: Record<string, unknown>;
  readonly version: string;
};

declare const global: Record<string, unknown>;

/** Seconds, with a fraction. */
declare function getTime(): number;
declare function setTimeout(f: () => void, ms: number): number;
declare function clearTimeout(id: number): void;
declare function setInterval(f: () => void, ms: number): number;
declare function clearInterval(id: number): void;
declare function changeInterval(id: number, ms: number): void;
declare function setWatch(
  f: (event: { state: boolean; time: number }) => void,
  pin: Pin,
  options?: { edge?: 'rising' | 'falling' | 'both'; repeat?: boolean; debounce?: number },
): number;
declare function clearWatch(id: number): void;
declare function digitalWrite(pin: Pin, value: number | boolean): void;
declare function digitalRead(pin: Pin): number;
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare function print(...values: unknown[]): void;
/** Starts again from flash; with the name of a file, with that one instead of the boot code, once. */
declare function load(file?: string): void;

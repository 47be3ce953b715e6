// Files on an SD card.
/// <reference path="core.d.ts" />

interface EspruinoBuiltInModules {
  readonly fs: FsModule;
}
interface EspruinoE {
  connectSDCard(spi: SPI, chipSelect: Pin): void;
  unmountSD(): void;
  openFile(path: string, mode: 'r' | 'w' | 'a'): File | undefined;
}
interface File {
  close(): void;
  write(data: EspruinoData): number;
  read(length: number): string | undefined;
  skip(nBytes: number): void;
  seek(nBytes: number): void;
  pipe(destination: any, options?: any): void;
}
interface FileConstructor {}
interface FsModule {
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
declare const File: FileConstructor;
declare module 'fs' {
  const inside: FsModule;
  export default inside;
}

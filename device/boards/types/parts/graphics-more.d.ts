// Graphics: circles, clipping, offsets and callbacks.
/// <reference path="core.d.ts" />

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
  fillEllipse(x1: number, y1: number, x2: number, y2: number): Graphics;
  drawEllipse(x1: number, y1: number, x2: number, y2: number): Graphics;
  getPixel(x: number, y: number): number;
  setPixel(x: number, y: number, colour?: number): Graphics;
  toColor(colour: number | string): number;
  toColor(r: number, g: number, b: number): number;
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
  drawString(text: unknown, x: number, y: number, solid?: boolean): Graphics;
  getVectorFontPolys(str: any, options?: any): any[];
  drawLine(x1: number, y1: number, x2: number, y2: number): Graphics;
  lineTo(x: number, y: number): Graphics;
  moveTo(x: number, y: number): Graphics;
  drawPoly(points: EspruinoNumbers, closed?: boolean): Graphics;
  fillPoly(points: EspruinoNumbers): Graphics;
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
  asImage(type?: 'object'): EspruinoImage;
  asImage(type: 'string'): string;
  getModified(reset?: boolean): { x1: number; y1: number; x2: number; y2: number } | undefined;
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
}
declare const Graphics: GraphicsConstructor;

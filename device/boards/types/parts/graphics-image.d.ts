// Graphics: images, scrolling and curves.
/// <reference path="core.d.ts" />

interface Graphics {
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
}
interface GraphicsConstructor {
  createImage(text: string): EspruinoImage;
}

// Graphics: smooth edges.
/// <reference path="core.d.ts" />

interface Graphics {
  drawCircleAA(x: number, y: number, r: number): Graphics;
  blendColor(col_a: any, col_b: any, amt: any): number;
  drawLineAA(x1: number, y1: number, x2: number, y2: number): Graphics;
  drawPolyAA(points: EspruinoNumbers, closed?: boolean): Graphics;
  fillPolyAA(points: EspruinoNumbers): Graphics;
}

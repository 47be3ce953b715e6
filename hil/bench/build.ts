// How long a build of the example takes: the first one in a process, and the next with everything loaded.
import { buildProcess } from '../../tools/compiler/build.js';
import type { Row } from './row.js';

const file = 'examples/checkout/checkout.ts';

async function timed(types: boolean): Promise<number> {
  const began = performance.now();
  await buildProcess(file, { types });
  return performance.now() - began;
}

export async function buildTimes(): Promise<Row[]> {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const cold = await timed(true);
  const warm = Math.min(await timed(true), await timed(true), await timed(true));
  const unchecked = Math.min(await timed(false), await timed(false), await timed(false));
  const { sizes } = await buildProcess(file, { types: false });
  return [
    { what: 'checkout, first build in a process', figure: ms(cold) },
    { what: 'checkout, next build', figure: ms(warm) },
    { what: 'checkout, next build without type check', figure: ms(unchecked) },
    { what: 'its applet', figure: `${sizes.applet} bytes` },
  ];
}

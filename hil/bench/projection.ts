// What an epoch costs the server: draw, fill, seal.
import { measureProjection } from '../../server/projector/projection-figures.js';
import type { Row } from './row.js';

export async function projection(): Promise<Row[]> {
  measureProjection('aes-cbc-hmac', 500); // warms the code up
  const { perSecond, p99, applet, channel } = measureProjection('aes-cbc-hmac');
  return [
    {
      what: `epochs with an applet of ${applet} bytes, per second and core`,
      figure: perSecond.toFixed(0),
      goal: '2,000',
    },
    { what: 'the slowest of a hundred', figure: `${p99.toFixed(2)} ms`, goal: '5 ms' },
    { what: 'channel code of an epoch', figure: `${channel} bytes` },
  ];
}

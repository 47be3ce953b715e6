// Measures projection on one core: draw, fill, seal (`npm run bench -- projection`).
import { randomBytes } from 'node:crypto';
import { measure } from '../../protocol/applet/applet.js';
import { RecordStream } from '../../protocol/crypto/record-stream.js';
import type { SuiteName } from '../../protocol/crypto/suites.js';
import { projectionKeys } from '../../protocol/session/keys.js';
import { Projector, travel } from './projector.js';

export interface ProjectionFigures {
  /** Projections per second of one core, records sealed. */
  readonly perSecond: number;
  /** Milliseconds: the slowest of a hundred is no slower. */
  readonly p99: number;
  /** Bytes of the applet that travels. */
  readonly applet: number;
  /** Bytes of channel code. */
  readonly channel: number;
}

/** `count` projections of an applet of `size` bytes, each drawn, filled and sealed under fresh keys. */
export function measureProjection(suite: SuiteName, count = 4000, size = 2048): ProjectionFigures {
  const projector = new Projector();
  const bytes = randomBytes(size);
  const applet = { bytes, measurement: measure(bytes) };
  const [slot, card, server] = [randomBytes(32), randomBytes(16), randomBytes(16)];
  const times: number[] = [];
  let channel = 0;
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    const projection = projector.project(suite);
    const keys = projectionKeys(slot, card, server, projection.nS, projection.nS);
    const stream = new RecordStream(keys.down);
    for (const message of travel(projection, 0, applet, true, 448)) stream.seal(message);
    channel = projection.channel.length;
    times.push(performance.now() - began);
  }
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  return { perSecond: count / seconds, p99: times[Math.floor(count * 0.99)]!, applet: size, channel };
}

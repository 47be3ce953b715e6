// Test code: the port of a virtual card as a stream, without a socket between; it can be cut after so many bytes.
import { Duplex } from 'node:stream';
import type { VirtualCard } from '../virtual/card.js';

/** `cutAfter`: bytes towards the card after which the port is gone. */
export function virtualPort(card: VirtualCard, cutAfter = Number.POSITIVE_INFINITY): Duplex {
  let left = cutAfter;
  const onData = (bytes: Uint8Array): void => void port.push(Buffer.from(bytes));
  const port = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      const taken = chunk.subarray(0, left);
      left -= taken.length;
      feed(card, taken, () => {
        done();
        if (left === 0) port.destroy();
      });
    },
    destroy(error, done) {
      card.off('data', onData);
      done(error);
    },
  });
  card.on('data', onData);
  return port;
}

/** No faster than the card takes it: its receive buffer is not the matter here. */
function feed(card: VirtualCard, bytes: Uint8Array, done: () => void): void {
  if (bytes.length === 0) {
    done();
    return;
  }
  const piece = Math.min(bytes.length, card.board.rx);
  card.write(bytes.subarray(0, piece));
  setImmediate(() => setImmediate(() => feed(card, bytes.subarray(piece), done)));
}

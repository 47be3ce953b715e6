// A virtual card of this process as a port.
import { Duplex } from 'node:stream';
import type { VirtualCard } from '../../device/virtual/card.js';
import type { CardPort } from '../../host/link/port.js';

/** Opens the serial line of a card in this process. */
export const virtualPort = (card: VirtualCard) => async (): Promise<CardPort> => {
  const port = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      card.write(chunk);
      done();
    },
    destroy(error, done) {
      card.off('data', onData);
      done(error);
    },
  });
  const onData = (bytes: Uint8Array): void => void port.push(Buffer.from(bytes));
  card.on('data', onData);
  return port;
};

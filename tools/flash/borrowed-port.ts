// A port lent to a link: closing the loan leaves the port open, so that the console can be spoken to afterwards (opening a
// port anew resets some boards).
import { Duplex } from 'node:stream';
import type { CardPort } from '../../host/link/port.js';

export function borrow(port: CardPort): CardPort {
  const loan = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      port.write(chunk, (error) => done(error));
    },
    destroy(error, done) {
      port.off('data', onData);
      for (const event of ends) port.off(event, onEnd);
      done(error);
    },
  });
  const ends = ['close', 'end', 'error'] as const;
  const onData = (chunk: Uint8Array): void => void loan.push(chunk);
  const onEnd = (): void => void loan.destroy();
  port.on('data', onData);
  for (const event of ends) port.on(event, onEnd);
  return loan;
}

// The end of a session that the host closes: the card's last sealed word still goes to the server, which could not tell
// a stream that was closed from one that was cut off without it.
import type { CardConnection, CardMessage } from '../card/card-connection.js';
import type { Clock } from '../clock.js';

/** ms that the card has for it. */
const patience = 2_000;

/** Forwards the card's records of `session` until it says that it has ended, or is gone; then calls `then`, once. */
export function lastWords(
  card: CardConnection,
  session: number,
  clock: Clock,
  forward: (body: Uint8Array) => void,
  then: () => void,
): void {
  const done = (): void => {
    card.off('message', onMessage);
    card.off('lost', done);
    timer.cancel();
    then();
  };
  const onMessage = (message: CardMessage): void => {
    if (!('session' in message) || message.session !== session) return;
    if (message.type === 'channel') forward(message.body);
    else if (message.type === 'closed') done();
  };
  const timer = clock.after(patience, done);
  card.on('message', onMessage);
  card.on('lost', done);
}

// What a card asks of the holder outside of a session: shown from when it waits for its button until it stops.
import type { CardConnection, CardMessage } from './card/card-connection.js';
import type { EmitEvent } from './events.js';

/** Runs `work`, during which the card asks for its button; `message` says what the press would mean. */
export async function withPresence<T>(
  connection: CardConnection,
  emit: EmitEvent,
  { card, message }: { readonly card: string; readonly message: string },
  work: () => Promise<T>,
): Promise<T> {
  let asked = false;
  const onMessage = (m: CardMessage): void => {
    if (m.type === 'presence' && m.session === 0) {
      asked = true;
      emit({ type: 'presence', card, message, seconds: m.seconds });
    } else if (m.type === 'presenceEnd' && m.session === 0) end(m.pressed);
  };
  const end = (pressed: boolean): void => {
    if (asked) emit({ type: 'presence-end', card, pressed });
    asked = false;
  };
  connection.on('message', onMessage);
  try {
    return await work();
  } finally {
    connection.off('message', onMessage);
    end(false);
  }
}

// The person at the card: waits for a press of the button while the light blinks.
import { PRESENCE_TIMEOUT } from '../../protocol/errors/numbers.js';
import { blob, chr, le16, refusal } from './bytes.js';
import { msgPresence, msgPresenceEnd } from './messages.js';
import type { Config, Refusal } from './types.js';

/** Limit `presence.time`. */
const seconds = 30;

export interface Person {
  /**
   * Asks for a press, for that call of that session. `body`: sealed message for the host to show, or empty.
   * `then` gets nothing if it was pressed, else why not. False if somebody is being asked already.
   */
  ask(session: number, call: number, body: string, then: (why?: Refusal) => void): boolean;
  /** Gives up what is being asked. */
  stop(why: Refusal): void;
  tick(): void;
  light(on: boolean): void;
  /** Is there a button? */
  readonly button: boolean;
}

export function makePerson(config: Config, send: (message: string, urgent: boolean) => void): Person {
  let then: ((why?: Refusal) => void) | undefined;
  let head = '';
  let end = 0;
  let lit = false;

  function light(on: boolean): void {
    lit = on;
    if (config.led) digitalWrite(pinOf(config.led), on);
  }

  function finish(why?: Refusal): void {
    if (!then) return;
    const f = then;
    then = undefined;
    light(false);
    send(chr(msgPresenceEnd) + head + (why ? '\0' : '\x01'), true);
    // Not from here: what waits for the press may be an applet, and this may be the pin's listener.
    setTimeout(() => f(why), 0);
  }

  function pressed(): void {
    finish();
  }

  if (config.btn) setWatch(pressed, pinOf(config.btn), { edge: config.edge, repeat: true, debounce: 25 });
  if (config.bport) {
    const port = portOf(config.bport);
    port.setup(9600, { path: config.bpath });
    port.on('data', pressed);
  }

  return {
    button: !!(config.btn || config.bport),
    light: light,
    stop: finish,
    ask: (session, call, body, f) => {
      if (then) return false;
      then = f;
      head = chr(session) + le16(call);
      end = getTime() + seconds;
      light(true);
      send(chr(msgPresence) + head + (body ? `\x01${blob(body)}` : '\0') + chr(seconds), true);
      return true;
    },
    tick: () => {
      if (!then) return;
      light(!lit);
      if (getTime() > end) finish(refusal(PRESENCE_TIMEOUT, 'not pressed'));
    },
  };
}

/** A pin by its name in the configuration. */
function pinOf(name: string): Pin {
  return (global as unknown as Record<string, Pin>)[name]!;
}

/** A serial port by its name in the configuration. */
export function portOf(name: string): Serial {
  return (global as unknown as Record<string, Serial>)[name]!;
}

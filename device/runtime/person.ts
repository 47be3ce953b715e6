// The person at the card: waits for a press of the button while the light blinks.
import { PRESENCE_TIMEOUT } from '../../protocol/errors/numbers.js';
import { blob, chr, le16, refusal } from './bytes.js';
import { msgPresence, msgPresenceEnd } from './messages.js';
import { pinOf, portOf } from './port.js';
import type { Env, Refusal } from './types.js';

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
  idle(): boolean;
  tick(): void;
  light(on: boolean): void;
  /** Is there a button? */
  readonly button: boolean;
}

export function makePerson(env: Env): Person {
  const config = env.cfg;
  let then: ((why?: Refusal) => void) | undefined;
  let head = '';
  let end = 0;
  let lit = false;
  let watch = 0;

  function light(on: boolean): void {
    lit = on;
    if (config.led) digitalWrite(pinOf(config.led), on);
  }

  function finish(why?: Refusal): void {
    if (!then) return;
    const f = then;
    then = undefined;
    env.ask = false;
    light(false);
    if (watch) clearWatch(watch);
    watch = 0;
    if (config.bport) portOf(config.bport).removeAllListeners('data');
    env.send(chr(msgPresenceEnd) + head + (why ? '\0' : '\x01'), true);
    // Not from here: what waits for the press may be an applet, and this may be the pin's listener.
    setTimeout(() => f(why), 0);
  }

  function pressed(): void {
    finish();
  }

  return {
    button: !!(config.btn || config.bport),
    light: light,
    stop: finish,
    idle: () => !then,
    ask: (session, call, body, f) => {
      // One at a time: enrolment and session share the button.
      if (env.ask) return false;
      env.ask = true;
      then = f;
      head = chr(session) + le16(call);
      end = getTime() + seconds;
      light(true);
      // Watched only now: a press before the question is none.
      if (config.btn) watch = setWatch(pressed, pinOf(config.btn), { edge: config.edge, repeat: true, debounce: 25 });
      if (config.bport) {
        const port = portOf(config.bport);
        port.setup(9600, { path: config.bpath });
        port.on('data', pressed);
      }
      env.send(chr(msgPresence) + head + (body ? `\x01${blob(body)}` : '\0') + chr(seconds), true);
      return true;
    },
    tick: () => {
      if (!then) return;
      light(!lit);
      if (getTime() > end) finish(refusal(PRESENCE_TIMEOUT, 'not pressed'));
    },
  };
}

// The person at the card: waits for a press of the button while the light blinks. One question at a time, `env.who`:
// enrolment and session share the button.
import { PRESENCE_TIMEOUT } from '../../protocol/errors/numbers.js';
import { blob, chr, le16, refusal } from './bytes.js';
import { msgPresence, msgPresenceEnd } from './messages.js';
import { pinOf, portOf } from './port.js';
import type { Env, Refusal } from './types.js';

/** Limit `presence.time`. */
const seconds = 30;

/** A question that waits for its answer. */
export interface Asking {
  /** Outside of a session. */
  readonly desk: boolean;
  /** Session and call, as in the messages. */
  readonly head: string;
  readonly done: (why?: Refusal) => void;
  /** When it is given up, in seconds of `getTime`. */
  readonly end: number;
  lit: boolean;
  watch: number;
  /** Watches the button, again if an interrupt has taken that away. */
  look(): void;
}

export function light(env: Env, on: boolean): void {
  'cold';
  if (env.cfg.led) digitalWrite(pinOf(env.cfg.led), on);
}

function unwatch(who: Asking): void {
  'cold';
  if (!who.watch) return;
  try {
    clearWatch(who.watch);
  } catch (_) {
    // An interrupt has.
  }
}

/** The question is over: with a press, or for `why`. */
export function answered(env: Env, why?: Refusal): void {
  'cold';
  const who = env.who;
  if (!who) return;
  const before = env.half;
  env.half = msgPresenceEnd;
  env.who = undefined;
  light(env, false);
  unwatch(who);
  if (env.cfg.bport) portOf(env.cfg.bport).removeAllListeners('data');
  env.send(chr(msgPresenceEnd) + who.head + (why ? '\0' : '\x01'), true);
  // Not from here: what waits for the press may be an applet, and this may be the pin's listener.
  env.later(() => who.done(why));
  env.half = before;
}

/**
 * Asks for a press, for that call of that session; `session` below 0: outside of one. `body`: sealed message for the host
 * to show, or empty. `then` gets nothing if it was pressed, else why not. False if somebody is being asked already.
 */
export function ask(env: Env, session: number, call: number, body: string, then: (why?: Refusal) => void): boolean {
  'cold';
  if (env.who) return false;
  const config = env.cfg;
  const desk = session < 0;
  const who: Asking = {
    desk: desk,
    head: chr(desk ? 0 : session) + le16(call),
    done: then,
    end: getTime() + seconds,
    lit: true,
    watch: 0,
    look: () => {
      const pressed = (): void => answered(env);
      if (config.btn) {
        unwatch(who);
        who.watch = setWatch(pressed, pinOf(config.btn), { edge: config.edge, repeat: true, debounce: 25 });
      }
      if (config.bport) {
        const port = portOf(config.bport);
        port.removeAllListeners('data');
        port.setup(9600, { path: config.bpath });
        port.on('data', pressed);
      }
    },
  };
  env.who = who;
  light(env, true);
  // Only now: a press before the question is none.
  who.look();
  env.send(chr(msgPresence) + who.head + (body ? `\x01${blob(body)}` : '\0') + chr(seconds), true);
  return true;
}

/** Every tick while somebody is being asked. */
export function blink(env: Env): void {
  'cold';
  const who = env.who!;
  who.lit = !who.lit;
  light(env, who.lit);
  if (getTime() > who.end) answered(env, refusal(PRESENCE_TIMEOUT, 'not pressed'));
}

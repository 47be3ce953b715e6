// What a card half may use of the card besides the language: only what its header names. Arguments are checked here.
import { ARGUMENTS_INVALID, CARD_BUSY } from '../../protocol/errors/numbers.js';
import { refusal } from './bytes.js';
import { sha256 } from './crypto.js';
import { light } from './person.js';
import type { Env, Refusal } from './types.js';

/** Most bytes of a message to the holder. */
const messageLimit = 120;

/** `ask` shows a message and waits for the button; false if somebody is being asked already. */
export function addCapabilities(
  c: Record<string, unknown>,
  names: readonly string[],
  env: Env,
  draw: (length: number) => string,
  ask: (message: string, then: (why?: Refusal) => void) => boolean,
): void {
  /** `ask` shows a message and waits for the button; false if somebody is being asked already. */ 'cold';
  let has = (name: string): boolean => names.indexOf(name) >= 0;
  if (has('confirm'))
    c.$confirm = (message: unknown) =>
      new Promise<void>((ok, no) => {
        if (typeof message !== 'string' || message.length > messageLimit)
          no(refusal(ARGUMENTS_INVALID, 'confirm: text'));
        else if (
          !ask(message, (why) => {
            if (why) no(why);
            else ok();
          })
        )
          no(refusal(CARD_BUSY, 'button'));
      });
  if (has('led')) c.$led = (on: unknown) => light(env, !!on);
  if (has('random'))
    c.$random = (length: number) => {
      if (typeof length !== 'number' || !(length > 0 && length < 33))
        throw refusal(ARGUMENTS_INVALID, 'random: 1 to 32');
      return E.toUint8Array(draw(length));
    };
  if (has('sha256'))
    c.$sha256 = (data: unknown) => {
      if (typeof data !== 'string' && !(data instanceof Uint8Array)) throw refusal(ARGUMENTS_INVALID, 'sha256: bytes');
      return E.toUint8Array(sha256(data));
    };
  if (has('millis')) c.$millis = () => Math.floor(getTime() * 1000 - started);
  // The functions hold this scope, and it shall not hold what they do not use.
  if (!has('random')) draw = undefined as never;
  if (!has('confirm')) ask = undefined as never;
  has = undefined as never;
}

const started = getTime() * 1000;

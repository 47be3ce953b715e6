// The part of the runtime that is read from flash for what happens outside sessions.
import { makeDesk } from './desk.js';
import type { Env } from './types.js';

declare const $out: { make: (env: Env) => unknown };
$out.make = makeDesk;

// The part of the runtime that is read from flash when a session opens, and dropped when it ends.
import { openSession } from './session.js';
import type { Env } from './types.js';

declare const $out: { make: unknown };
// Whoever makes a session keeps it, and not what makes it.
$out.make = (env: Env, id: number, slot: string, share: string) => openSession(env, id, slot, share);

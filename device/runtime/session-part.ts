// The part of the runtime that is read from flash when a session opens, and dropped when it ends.
import { openSession } from './session.js';

declare const $out: { make: unknown };
$out.make = openSession;

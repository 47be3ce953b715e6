// The part of the runtime that is read from flash while a session or an epoch is set up.
import { makeSetup } from './setup.js';

declare const $out: { make: unknown };
$out.make = makeSetup;

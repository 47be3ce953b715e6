// The part of the runtime that is read from flash when an overlaid applet starts.
import { makeOverlay } from './overlay.js';

declare const $out: { make: unknown };
$out.make = makeOverlay;

// The part of the runtime that is read from flash while a publisher's signature is checked.
import { makeSlhDsa } from './slh-dsa.js';

declare const $out: { make: unknown };
$out.make = makeSlhDsa;

// Programs that try to leave the confined space, by family: `*.json` beside the source of this file.
//
// The verifier refuses every one. Those with `does` were run without it, as the body of `function($c,$t,$g){…}`, on the
// real interpreter (Espruino 2v29) and did that: they show that the corpus is real.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a program did that no confined one may. */
export type Deed = 'global' | 'secret' | 'flash read' | 'flash written' | 'built-in' | 'pin' | 'text run';

export interface Escape {
  readonly family: string;
  /** What it tries. */
  readonly why: string;
  readonly text: string;
  /** `$t`; every one of its strings has a character for each byte. */
  readonly table?: readonly string[];
  readonly does?: readonly Deed[];
}

interface Family {
  readonly what: string;
  readonly programs: readonly Omit<Escape, 'family'>[];
}

const directory = fileURLToPath(new URL('../../../../device/testing/escapes/', import.meta.url));

export const escapes: readonly Escape[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .flatMap((file) => {
    const { programs } = JSON.parse(readFileSync(directory + file, 'utf8')) as Family;
    return programs.map((p) => ({ family: file.slice(0, -5), ...p }));
  });

const head = 'var $a,$b,$f,$o;';
/** The whole text of a program: one that brings its own head, or a space in place of one, is left alone. */
export const textOf = ({ text }: Pick<Escape, 'text'>): string =>
  /^(?:var| )/.test(text) ? text.trimStart() : head + text;

const ascii = (s: string): string =>
  JSON.stringify(s).replace(
    /[\u007f-\uffff]|\\u([0-9a-f]{4})/g,
    (m, hex: string | undefined) =>
      `\\x${((hex ? Number.parseInt(hex, 16) : m.charCodeAt(0)) & 255).toString(16).padStart(2, '0')}`,
  );

/**
 * A script for the bare interpreter that runs a program without the verifier and prints `@@` and what it did. What it
 * may not touch: the global record, a secret that only a function of the runtime holds, a slot in flash, built-ins, a pin.
 */
export const unconfined = (program: Escape): string => `
var canary = 0, got = '', pin = 0, keys0 = Object.keys(global).length;
require('Storage').write('cpu6.s0a', 'SL0T');
global.digitalWrite = function () { pin = 1; };
var c = (function () {
  var secret = 'S3CRET';
  return {
    $server: function () { return secret.length; },
    $out: function (x) { try { got += ' ' + (typeof x == 'object' ? JSON.stringify(x) : x); } catch (e) {} },
    $floor: Math.floor, $min: Math.min, $chr: String.fromCharCode,
    $error: function (m) { return new Error(m); }, $resolve: function (v) { return Promise.resolve(v); },
    $reject: function (v) { return Promise.reject(v); }, $bytes: function (n) { return new Uint8Array(n); }
  };
})();
var code = ${ascii(textOf(program))}, table = [${(program.table ?? []).map(ascii).join()}], deeds = [];
try { new Function('$c', '$t', '$g', code)(c, table, function () {}); } catch (e) {}
setTimeout(function () {
  var gone = !global.Math, f = gone ? 0 : Math.floor(2.5), names = Object.keys(global);
  if (canary) deeds.push('global');
  if (got.indexOf('S3CRET') >= 0 || c.$server() !== 6) deeds.push('secret');
  if (got.indexOf('SL0T') >= 0) deeds.push('flash read');
  if (require('Storage').read('cpu6.s0a') !== 'SL0T') deeds.push('flash written');
  if (gone || f !== 2) deeds.push('built-in');
  if (pin) deeds.push('pin');
  print('@@' + deeds.join());
}, 30);
`;

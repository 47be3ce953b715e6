// Test code: confined programs written by hand, so that these tests depend on neither compiler nor projector.
import { encodeApplet, measure } from '../../protocol/applet/applet.js';
import type { AppletHeader } from '../../protocol/applet/header.js';
import { Kind } from '../../protocol/schema/types.js';

export interface Built {
  readonly canonical: Uint8Array;
  readonly measurement: Uint8Array;
}

export const table = (...texts: string[]): Uint8Array[] => texts.map((t) => Buffer.from(t, 'latin1'));
/** Code on one line, with its guard in each function. */
export const guarded = (code: string): string =>
  code
    .replace(/\n\s*/g, '')
    .replace(/function\([^)]*\)/g, '$&{$$g();')
    .replace(/\$g\(\);\{/g, '$$g();');

/** An applet of that code; each function of it gets its guard. */
export const build = (header: AppletHeader, code: string, strings: Uint8Array[] = []): Built => {
  const canonical = encodeApplet({ header, table: strings, code: guarded(code) });
  return { canonical, measurement: measure(canonical) };
};

const empty: AppletHeader = {
  name: 'channel',
  version: '0.0.0',
  gate: [],
  server: [],
  card: [],
  state: 0,
  caps: [],
  vars: 0,
  ms: 0,
};

export const channelHeader: AppletHeader = { ...empty, caps: ['cbc', 'mac', 'same'] };

export const channelText = (shift: number): string => `var $s,$o,$n,$k,$b,$v,$e,$r,$l,$p;
    $s=function($n,$k,$b){
      $v=$c.$iv(1,$t[0]+$c.$chr($n>>8,$n&255));$e=$c.$enc($v,$c.$chr($k+${shift})+$b);
      return $e+$c.$mac(1,$c.$chr($n&255)+$v+$e).substr(0,16);
    };
    $o=function($n,$r){
      $l=$r.length-16;if($l<16){return $p;}
      $v=$c.$iv(0,$t[0]+$c.$chr($n>>8,$n&255));$e=$r.substr(0,$l);
      if(!$c.$same($c.$mac(0,$c.$chr($n&255)+$v+$e).substr(0,16),$r.substr($l))){return $p;}
      $e=$c.$dec($v,$e);
      return $c.$chr($e.charCodeAt(0)-${shift})+$e.substr(1);
    };
    return [$s,$o];`;

/** AES-CBC and HMAC by the card's circuits; `shift` is added to message codes, so that two epochs differ. */
export const channelProgram = (shift: number): Built =>
  build(channelHeader, channelText(shift), table('\0'.repeat(14)));

const u32 = Kind.u32;
const gate: AppletHeader['gate'] = [
  ['add', [12, 'a', u32, 'b', u32], [12, 'sum', u32, 'count', u32], 0, 60, 60],
  ['pay', [12, 'cents', u32], [12, 'receipt', [8, 4]], 0, 60, 60],
  ['fail', 0, 0, 0, 60, 60],
  ['touch', 0, [12, 'random', [9, 32]], 1, 2, 60],
  ['twice', [12, 'cents', u32], [12, 'receipt', [8, 4]], 0, 60, 60],
];
export const appletHeader: AppletHeader = {
  name: 'shop',
  version: '1.0.0',
  gate,
  server: [['charge', [12, 'cents', u32], [12, 'receipt', [8, 4]]]],
  card: [['ask', [12, 'q', [7, 40]], [12, 'r', [7, 60]]]],
  state: [12, 'count', u32],
  caps: ['confirm', 'led', 'random', 'sha256', 'millis'],
  vars: 0,
  ms: 0,
};

const appletCode = (extra: string): string => `var $a,$r;
  return [
    function($a){$c.$state.$count=$c.$state.$count+1;return {$sum:$a.$a+$a.$b${extra},$count:$c.$state.$count};},
    function($a){return $c.$then($c.$confirm($t[0]),function(){return $c.$server(0,{$cents:$a.$cents});});},
    function(){throw $c.$error($t[1]);},
    function(){return {$random:$c.$random(5)};},
    function($a){return $c.$then($c.$server(0,{$cents:$a.$cents}),function(){return $c.$server(0,{$cents:$a.$cents+1});});},
    function($a){return {$r:$a.$q+$t[2]};}
  ];`;
const strings = table('Pay?', 'no good', ' indeed');

export const shopApplet = build(appletHeader, appletCode(''), strings);
/** The next version of it: sums are one more. */
export const shopApplet2 = build({ ...appletHeader, version: '1.0.1' }, appletCode('+1'), strings);
/** The version after that, with another gate: what was number 0 is number 1, and number 0 counts. */
export const movedApplet = build(
  {
    ...appletHeader,
    version: '2.0.0',
    gate: [['count', 0, [12, 'count', u32], 0, 60, 60], gate[0]!],
    card: [],
    caps: [],
  },
  `var $a;
  return [
    function(){$c.$state.$count=$c.$state.$count+1;return {$count:$c.$state.$count};},
    function($a){return {$sum:$a.$a+$a.$b,$count:$c.$state.$count};}
  ];`,
);
/** Reaches for what confined code may not. */
export const escapingApplet = build(appletHeader, appletCode('+$a.constructor'), strings);

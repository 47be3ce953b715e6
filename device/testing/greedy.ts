// Test code: an applet whose methods take more than they may.
import type { AppletHeader } from '../../protocol/applet/header.js';
import { Kind } from '../../protocol/schema/types.js';
import { appletHeader, type Built, build } from './programs.js';

const { u32 } = Kind;
const often = [0, 60, 60] as const;
const header: AppletHeader = {
  ...appletHeader,
  name: 'greedy',
  gate: [
    ['spin', 0, 0, ...often],
    ['chain', 0, 0, ...often],
    ['say', [12, 'length', u32], [12, 'text', [7, 4000]], ...often],
    ['flood', [12, 'count', u32], 0, ...often],
    ['ask', 0, 0, ...often],
    ['hash', 0, 0, ...often],
    ['late', 0, 0, ...often],
    ['steps', 0, 0, ...often],
    ['well', 0, [12, 'turns', u32], ...often],
    ['tell', [12, 'length', u32], 0, ...often],
  ],
  server: [
    ['count', [12, 'n', u32], 0],
    ['put', [12, 'text', [7, 4000]], 0],
  ],
  card: [],
  state: 0,
};
const code = (start: string): string => `var $a,$i,$n,$f,$k,$l;
  $n=0;$k=0;${start}
  $f=function(){$n=$n+1;return $c.$then($c.$resolve(0),$f);};
  $k=function(){$n=$n+1;return $c.$then($c.$server(0,{$n:$n}),$k);};
  return [
    function(){for(;;){$g();$n=0;}},
    function(){return $f();},
    function($a){return {$text:$c.$repeat($c.$chr(120),$a.$length)};},
    function($a){for($i=0;$i<$a.$count;$i=$i+1){$g();$l=$c.$server(0,{$n:$i});}return $l;},
    function(){$n=0;return $k();},
    function(){${'$l=$c.$sha256($c.$repeat($c.$chr(120),4096));'.repeat(60)}return $l;},
    function(){return $c.$then($c.$confirm($c.$chr(63)),0,function(){$c.$led(1);});},
    function(){return $c.$run($c.$floor);},
    function(){return {$turns:$n};},
    function($a){return $c.$server(1,{$text:$c.$repeat($c.$chr(120),$a.$length)});}
  ];`;

/** `start`: what it does before it returns its methods. */
export const greedyApplet = (limits: Partial<Pick<AppletHeader, 'ms' | 'vars' | 'out'>>, start = ''): Built =>
  build({ ...header, ...limits }, code(start));

/** Numbers of its gate methods. */
export const greedy = {
  spin: 0,
  chain: 1,
  say: 2,
  flood: 3,
  ask: 4,
  hash: 5,
  late: 6,
  steps: 7,
  well: 8,
  tell: 9,
} as const;

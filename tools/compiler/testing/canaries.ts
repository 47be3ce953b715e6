// Runs accepted programs, each with the runtime's own `$c` (and as there, a guard before each step of `$run`), and looks after each whether anything was touched that none of
// them may touch, and at the end whether a global is there that the end of a session does not sweep away. An interpreter
// that ends by itself (its native recursion knows no end: a list that holds itself, made a number) or does not end (a native
// that works on a list with a far element) is started again without the program that did it.
import { kit, onInterpreter } from './harness.js';

/** Longest run of a program. */
const seconds = 0.02;

const quote = (s: string): string => JSON.stringify(s);

/** Texts that programs find in their table: what they would need to get out, if they could spell it. */
const table = ['constructor', '\\xffsco', '\\xffcod', 'global.canary=1', 'abc', '__proto__', 'Storage', 'cpu6.s0a', ''];

// The names of all globals are looked at once at the end: that takes longer than a program.
const world = `
var canary=0,until=0,n=0,touched=0,real=getTime;
require("Storage").write("cpu6.s0a","SL0T");
function g(){if(real()>until)throw "time"}
var secret="S3CRET",got=0;
function caps(code){var s=makeSupport(code),r=s.$run;s.$state={$x:0};
if(r)s.$run=function(f,c){return r(function(v,d,w){g();return f(v,d,w)},c)};
s.$server=(function(){var hidden="S3CRET";return function(){return hidden.length}})();
s.$out=function(x){if(typeof x=="string"&&x.indexOf("S3C"+"RET")>=0)got=1};return s}
function names(){sweep();return Object.keys(global).filter(function(k){return k<"A"||k>"Z~"}).sort().join()}
function look(){var bad=true;try{bad=canary||got||secret!=="S3CRET"||Math.floor(2.5)!==2||[1,2].map(function(x){return x*2})[1]!==4||({}).$x!==undefined||"a".$x!==undefined||typeof g!=="function"||require("Storage").read("cpu6.s0a")!=="SL0T"}catch(e){}if(bad)touched=1}
function run(code){n++;print("@@"+n);var c=caps(code);until=real()+${seconds};
c=new Function("$c","$t","$g",code)(c,[${table.map((s) => `"${s}"`).join()}],g);
for(var i=0;c&&i<c.length&&i<2;i++)if(typeof c[i]=="function")c[i](5)}
var mine="";mine=names();`;

/** A program and whether it touched something or ended the interpreter. */
export interface Findings {
  readonly ran: number;
  readonly touched: string[];
  /** Programs at which the interpreter ended, or had to be ended. */
  readonly ended: string[];
}

let support: Promise<string> | undefined;

/** Runs a script and answers the lines that it prints after `@@`. */
export type Interpreter = (script: string) => Promise<string[]>;

/** Time of a script, in ms: each program may take 20. */
const scriptTime = 8000;
const soon: Interpreter = (script) => onInterpreter(script, scriptTime);

export async function runAccepted(programs: readonly string[], run: Interpreter = soon): Promise<Findings> {
  support ??= kit('makeSupport', 'sweep');
  // One event each: a stack overflow or lack of memory ends the event in which it happens.
  const events = programs.flatMap((code) => [`setTimeout(function(){run(${quote(code)})},0)`, 'setTimeout(look,0)']);
  const last = 'setTimeout(function(){print("@@"+n+","+(touched||names()!==mine?1:0))},0)';
  let said: string[] = [];
  try {
    said = await run([await support, world, ...events, last].join(';\n'));
  } catch {
    // It ended.
  }
  const [ran, touched] = (said.at(-1) ?? '').split(',').map(Number);
  if (ran === programs.length && touched === 0) return { ran, touched: [], ended: [] };
  if (touched === undefined) {
    // The one that was the last to start ended it; those before are run again, for their names were not looked at.
    const at = Math.max(ran! - 1, 0);
    return both({ ran: 1, touched: [], ended: [programs[at]!] }, programs.slice(0, at), programs.slice(at + 1), run);
  }
  if (programs.length === 1) return { ran: 1, touched: [...programs], ended: [] };
  // Which one it was is found out with a fresh interpreter for each half.
  const half = programs.length >> 1;
  return both(none, programs.slice(0, half), programs.slice(half), run);
}

const none: Findings = { ran: 0, touched: [], ended: [] };

async function both(
  found: Findings,
  before: readonly string[],
  after: readonly string[],
  run: Interpreter,
): Promise<Findings> {
  const a = before.length ? await runAccepted(before, run) : none;
  const b = after.length ? await runAccepted(after, run) : none;
  return {
    ran: found.ran + a.ran + b.ran,
    touched: [...found.touched, ...a.touched, ...b.touched],
    ended: [...found.ended, ...a.ended, ...b.ended],
  };
}

// Runs accepted programs on the real interpreter, each with the runtime's own `$c`, and looks after each whether anything
// was touched that none of them may touch, once what the end of a session sweeps away is gone. An interpreter that ends by itself (its native recursion knows no end: a list
// that holds itself, made a number) is started again without the program that did it.
import { kit, onInterpreter } from './harness.js';

const quote = (s: string): string => JSON.stringify(s);

/** Texts that programs find in their table: what they would need to get out, if they could spell it. */
const table = ['constructor', '\\xffsco', '\\xffcod', 'global.canary=1', 'abc', '__proto__', 'Storage', 'cpu6.s0a', ''];

const world = `
var canary=0,until=0,n=0,touched="",real=getTime;
require("Storage").write("cpu6.s0a","SL0T");
function g(){if(real()>until)throw "time"}
var secret="S3CRET",got=0;
function caps(code){var s=makeSupport(code);s.$state={$x:0};
s.$server=(function(){var hidden="S3CRET";return function(){return hidden.length}})();
s.$out=function(x){if(typeof x=="string"&&x.indexOf("S3C"+"RET")>=0)got=1};return s}
function names(){sweep();var k=Object.keys(global),o="",i;for(i=0;i<k.length;i++)if(k[i]<"A"||k[i]>"Z~")o+=k[i]+",";return o}
function look(){if(canary||got||secret!=="S3CRET"||names()!==mine||Math.floor(2.5)!==2||[1,2].map(function(x){return x*2})[1]!==4||({}).$x!==undefined||"a".$x!==undefined||typeof g!=="function"||require("Storage").read("cpu6.s0a")!=="SL0T"){touched+=" "+n;mine=names();canary=got=0}}
function run(code){n++;var c=caps(code);until=real()+0.05;
c=new Function("$c","$t","$g",code)(c,[${table.map((s) => `"${s}"`).join()}],g);
for(var i=0;c&&i<c.length&&i<2;i++)if(typeof c[i]=="function")c[i](5)}
var mine="";mine=names();`;

/** A program and whether it touched something or ended the interpreter. */
export interface Findings {
  readonly ran: number;
  readonly touched: string[];
  /** Programs at which the interpreter ended. */
  readonly ended: string[];
}

let support: Promise<string> | undefined;

export async function runAccepted(programs: readonly string[]): Promise<Findings> {
  support ??= kit('makeSupport', 'sweep');
  // One event each: a stack overflow or lack of memory ends the event in which it happens.
  const events = programs.flatMap((code) => [`setTimeout(function(){run(${quote(code)})},0)`, 'setTimeout(look,0)']);
  const script = [await support, world, ...events, 'setTimeout(function(){print("@@"+n+touched)},0)'].join(';\n');
  let said: string[] = [];
  try {
    said = await onInterpreter(script);
  } catch {
    // It ended.
  }
  if (said.length) {
    const [ran, ...touched] = said[said.length - 1]!.split(' ').map(Number);
    return { ran: ran!, touched: touched.map((i) => programs[i - 1]!), ended: [] };
  }
  if (programs.length === 1) return { ran: 1, touched: [], ended: [programs[0]!] };
  const half = programs.length >> 1;
  const a = await runAccepted(programs.slice(0, half));
  const b = await runAccepted(programs.slice(half));
  return { ran: a.ran + b.ran, touched: [...a.touched, ...b.touched], ended: [...a.ended, ...b.ended] };
}

// Measures on the real interpreter how many JsVars an applet takes there.
import type { ProcessBuild } from '../build.js';
import { kit, onInterpreter } from './harness.js';

const bytes = (data: Uint8Array): string =>
  `E.toString(E.toUint8Array(atob("${Buffer.from(data).toString('base64')}")))`;

const empty = JSON.stringify({ gate: [], server: [], card: [], state: 0, caps: [], vars: 0 });

/** JsVars that each applet takes, loaded and started by the runtime's own functions; and the size of a block. */
export async function measured(builds: readonly ProcessBuild[]): Promise<{ block: number; vars: number[] }> {
  const runtime = await kit('makeSupport', 'makeProgram', 'startApplet', 'addCapabilities');
  const prelude = [
    // From flash, as on a card: the runtime's own text is then not in memory.
    `require("Storage").write("kit",atob("${Buffer.from(runtime, 'latin1').toString('base64')}"))`,
    'eval(require("Storage").read("kit"))',
    'function caps(a){var c=makeSupport();c.$state=a.st;c.$server=function(n,a){return 0};addCapabilities(c,a.h.caps,0,0,0);return c}',
    'function one(f){var b=process.memory().usage,p=makeProgram(f(),"id"),a=startApplet(p,undefined,caps);return process.memory().usage-b}',
    // What the interpreter makes on first use is not an applet's.
    `one(function(){return{header:${bytes(Buffer.from(empty))},table:[],code:"var $a;return[]"}})`,
    'print("@@"+process.memory().blocksize)',
  ];
  const lines: string[] = [];
  for (const { header, table, code } of builds) {
    const text = `print("@@"+one(function(){return{header:${bytes(Buffer.from(JSON.stringify(header)))},table:[${table.map(bytes)}],code:${bytes(Buffer.from(code, 'latin1'))}}}))`;
    lines.push(...(await onInterpreter([...prelude, text].join(';\n'))));
  }
  return { block: Number(lines[0]), vars: lines.filter((_, i) => i % 2 === 1).map(Number) };
}

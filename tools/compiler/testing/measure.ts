// Measures on the real interpreter how many JsVars an applet takes there.
import type { ProcessBuild } from '../build.js';
import { kit, onInterpreter } from './harness.js';

const bytes = (data: Uint8Array): string => `E.toString(E.toUint8Array(atob("${Buffer.from(data).toString('base64')}")))`;

/** JsVars that each applet takes, loaded and started by the runtime's own functions; and the size of a block. */
export async function measured(builds: readonly ProcessBuild[]): Promise<{ block: number; vars: number[] }> {
  const prelude = [
    await kit('makeSupport', 'makeProgram', 'startApplet', 'addCapabilities'),
    'function caps(a){var c=makeSupport();c.$state=a.st;c.$server=function(n,a){return 0};addCapabilities(c,a.h.caps,0,0,0);return c}',
    'function one(f){var b=process.memory().usage,p=makeProgram(f(),"id"),a=startApplet(p,undefined,caps),n=process.memory().usage-b;print("@@"+n)}',
    'print("@@"+process.memory().blocksize)',
  ];
  const lines: string[] = [];
  // One start each: what the interpreter makes on first use is not an applet's.
  for (const { header, table, code } of builds) {
    const text = `one(function(){return{header:${bytes(Buffer.from(JSON.stringify(header)))},table:[${table.map(bytes)}],code:${bytes(Buffer.from(code, 'latin1'))}}})`;
    lines.push(...(await onInterpreter([...prelude, text].join(';\n'))));
  }
  return { block: Number(lines[0]), vars: lines.filter((_, i) => i % 2 === 1).map(Number) };
}

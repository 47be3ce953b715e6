// Measures on the real interpreter how many JsVars an applet takes there.
import { createHash } from 'node:crypto';
import { encodeApplet } from '../../../protocol/applet/applet.js';
import type { AppletHeader } from '../../../protocol/applet/header.js';
import type { ProcessBuild } from '../build.js';
import { kit, onInterpreter } from './harness.js';

const base64 = (data: Uint8Array): string => `atob("${Buffer.from(data).toString('base64')}")`;
const one = (applet: Uint8Array): string =>
  `one(function(){return E.toUint8Array(${base64(applet)})},${base64(createHash('sha256').update(applet).digest())})`;

const empty = encodeApplet({
  header: { gate: [], server: [], card: [], state: 0, caps: [], vars: 0, ms: 0 } as unknown as AppletHeader,
  table: [],
  code: 'var $a;return[]',
});

/** JsVars that each applet takes, loaded and started by the runtime's own functions; and the size of a block. */
export async function measured(builds: readonly ProcessBuild[]): Promise<{ block: number; vars: number[] }> {
  const runtime = await kit('loadProgram', 'startApplet', 'addCapabilities');
  const prelude = [
    // From flash, as on a card: the runtime's own text is then not in memory.
    `require("Storage").write("kit",${base64(Buffer.from(runtime, 'latin1'))})`,
    'eval(require("Storage").read("kit"))',
    'function caps(c,a){c.$state=a.st;c.$server=function(n,a){return 0};addCapabilities(c,a.caps,{cfg:{}},0,0)}',
    'function one(f,i){var b=process.memory().usage,p=loadProgram([f()],i),a=startApplet(p,undefined,caps,{until:0});p=0;return process.memory().usage-b}',
    // What the interpreter makes on first use is not an applet's.
    one(empty),
    'print("@@"+process.memory().blocksize)',
  ];
  const lines: string[] = [];
  for (const { applet } of builds)
    lines.push(...(await onInterpreter([...prelude, `print("@@"+${one(applet)})`].join(';\n'))));
  return { block: Number(lines[0]), vars: lines.filter((_, i) => i % 2 === 1).map(Number) };
}

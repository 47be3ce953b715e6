// Runs a script for the interpreter in QuickJS, as the virtual card does, with the few names of Espruino that it uses.
import { getQuickJS } from 'quickjs-emscripten';

/** Longest run of a whole script, in ms: natives have no guard. */
const time = 20_000;

const world = `
var global=globalThis,events=[],files={};
function getTime(){return Date.now()/1000}
function setTimeout(f){events.push(f)}
function require(){return{read:function(n){return files[n]},write:function(n,d){files[n]=d;return true}}}
var process={memory:function(){return{free:1000,blocksize:16,usage:0}}};
var E={toString:function(x){return typeof x==="string"?x:String.fromCharCode.apply(null,x)},on:function(){}};
function print(x){said.push(String(x))}
var said=[];`;

/** The lines that the script prints after `@@`. Each event by itself: an error ends only the one it happens in. */
export async function inQuickJs(script: string): Promise<string[]> {
  const runtime = (await getQuickJS()).newRuntime();
  runtime.setMemoryLimit(64 << 20);
  runtime.setMaxStackSize(256 << 10);
  const end = Date.now() + time;
  runtime.setInterruptHandler(() => Date.now() > end);
  const context = runtime.newContext();
  try {
    const run = (code: string): string => {
      const result = context.evalCode(code);
      if (result.error) {
        result.error.dispose();
        return '';
      }
      const value = context.dump(result.value) as unknown;
      result.value.dispose();
      return typeof value === 'string' ? value : '';
    };
    run(world);
    run(script);
    while (run('events.length?"more":""')) {
      run('events.shift()()');
      runtime.executePendingJobs();
    }
    return (JSON.parse(run('JSON.stringify(said)') || '[]') as string[])
      .filter((line) => line.startsWith('@@'))
      .map((line) => line.slice(2));
  } finally {
    context.dispose();
    runtime.dispose();
  }
}

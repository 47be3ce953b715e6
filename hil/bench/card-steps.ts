// What the steps of a session cost on the card: verification, attestation, and what a change of epoch works on.
import { measure } from '../../protocol/applet/applet.js';
import { Projector } from '../../server/index.js';
import { kit, onInterpreter, verifyThere } from '../../tools/compiler/testing/harness.js';

const world = `
var key = E.toString(new Uint8Array(32));
function least(count, f) {
  var ms = 1e9, i, from;
  for (i = 0; i < count; i++) {
    from = getTime();
    f();
    ms = Math.min(ms, (getTime() - from) * 1000);
  }
  print("@@" + ms);
}
${verifyThere}
function verification(code) {
  least(5, function () { if (verify(code)) throw new Error("refused"); });
}
function attestation() {
  least(10, function () { mac(pads(key), ["cpu6 v1 attest", key, key, key, key, "PICO_R1_3"]); });
}
function change(program, id) {
  program = atob(program);
  id = atob(id);
  least(5, function () {
    loadProgram([E.toUint8Array(program)], id);
    derive(key, key, trafficInfo(1, "drawdraw"), 8);
  });
}`;

/** A confined text of about that many bytes, of what applets are made of. */
function applet(bytes: number): string {
  const method =
    'function($a){$g();$b=$a.$x+$t[1];if($b.length>9){$b=$b.substr(0,9);}for($d=0;$d<3;$d++){$g();$e[$d|0]=$d*2;}return {$x:$b};}';
  const methods = Array.from({ length: Math.max(1, Math.round((bytes - 40) / (method.length + 1))) }, () => method);
  return `var $a,$b,$d,$e;$e=[];return[${methods.join()}]`;
}

/** Times in ms, on the interpreter that CPU6_ESPRUINO names. */
export interface CardSteps {
  /** Of the verifier for texts of 1 and 4 kB, and how many bytes they were. */
  readonly verification: readonly { readonly bytes: number; readonly ms: number }[];
  readonly attestation: number;
  /** Channel code of a draw loaded, verified and made, keys derived. */
  readonly change: number;
}

export async function cardSteps(): Promise<CardSteps> {
  const texts = [1000, 4000].map(applet);
  const { channel } = new Projector().project('aes-cbc-hmac');
  const program = [channel, measure(channel)].map((b) => JSON.stringify(Buffer.from(b).toString('base64')));
  const calls = [
    ...texts.map((text) => `verification(${JSON.stringify(text)})`),
    'attestation()',
    `change(${program.join()})`,
  ];
  const runtime = await kit('verifyBytes', 'loadProgram', 'derive', 'mac', 'pads', 'trafficInfo');
  const figures = (await onInterpreter([runtime, world, ...calls].join(';\n'))).map(Number);
  if (figures.length !== calls.length)
    throw new Error(`the interpreter gave ${figures.length} of ${calls.length} times`);
  const [small, large, attestation, change] = figures as [number, number, number, number];
  const verification = texts.map((text, i) => ({ bytes: text.length, ms: [small, large][i]! }));
  return { verification, attestation, change };
}

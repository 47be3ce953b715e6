// What the steps of a session cost on the card: verification, attestation, and what a change of epoch works on.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from '../../protocol/applet/applet.js';
import { Projector } from '../../server/index.js';
import { bundle } from '../../tools/compiler/bundle.js';
import { compilePlain } from '../../tools/compiler/plain.js';

const runtime = (file: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../device/runtime/${file}.ts`, import.meta.url)));

const source = `
import { derive, mac, pads, trafficInfo } from ${runtime('crypto')};
import { loadProgram } from ${runtime('program')};
import { verifyBytes } from ${runtime('verifier')};
declare const global: any, E: any, print: any, getTime: any, atob: any;
const least = (count: number, f: () => void) => {
  let ms = 1e9;
  for (let i = 0; i < count; i++) {
    const from = getTime();
    f();
    ms = Math.min(ms, (getTime() - from) * 1000);
  }
  print('@@' + ms);
};
const key = E.toString(new Uint8Array(32));
global.verification = (code: string) => {
  const text = E.toString(code);
  const bytes = new Uint8Array(E.toArrayBuffer(text));
  least(5, () => {
    if (verifyBytes(text, bytes)) throw new Error('refused');
  });
};
global.attestation = () => least(10, () => mac(pads(key), ['cpu6 v1 attest', key, key, key, key, 'PICO_R1_3']));
global.change = (program: string, id: string) => {
  const text = atob(program);
  const measurement = atob(id);
  least(5, () => {
    loadProgram([E.toUint8Array(text)], measurement);
    derive(key, key, trafficInfo(1, 'drawdraw'), 8);
  });
};
global.calibrate = () => {
  const a = new Uint8Array(256);
  least(20, () => a.map((x: number) => x ^ 1));
};
`;

/** A confined text of about that many bytes, of what applets are made of. */
function applet(bytes: number): string {
  const method =
    'function($a){$g();$b=$a.$x+$t[1];if($b.length>9){$b=$b.substr(0,9);}for($d=0;$d<3;$d++){$g();$e[$d|0]=$d*2;}return {$x:$b};}';
  const methods = Array.from({ length: Math.max(1, Math.round((bytes - 40) / (method.length + 1))) }, () => method);
  return `var $a,$b,$d,$e;$e=[];return[${methods.join()}]`;
}

export interface CardSteps {
  /** ms, this build: of the verifier for a text of 1 and 4 kB, and how many bytes they were. */
  readonly verification: readonly { readonly bytes: number; readonly ms: number }[];
  readonly attestation: number;
  /** Channel code of a draw loaded, verified and made, keys derived. */
  readonly change: number;
  /** 256 bytes XORed by `map`. */
  readonly unit: number;
}

export async function cardSteps(binary: string): Promise<CardSteps> {
  const dir = mkdtempSync(join(tmpdir(), 'cpu6-bench-'));
  try {
    const kit = join(dir, 'kit.ts');
    writeFileSync(kit, source);
    const { code } = compilePlain(kit, await bundle(kit, { form: 'script' }), { exact: false });
    const texts = [1000, 4000].map(applet);
    const { channel } = new Projector().project('aes-cbc-hmac');
    const program = [channel, measure(channel)].map((b) => JSON.stringify(Buffer.from(b).toString('base64')));
    const calls = [
      ...texts.map((text) => `verification(${JSON.stringify(text)})`),
      'attestation()',
      `change(${program.join()})`,
      'calibrate()',
      'quit()',
    ];
    const file = join(dir, 'run.js');
    writeFileSync(file, `${code}\n${calls.join(';\n')};\n`, 'latin1');
    const output = execFileSync(binary, [file], { encoding: 'latin1', cwd: dir, timeout: 120_000 });
    const figures = output.split(/\r?\n/).flatMap((l) => (l.startsWith('@@') ? [Number(l.slice(2))] : []));
    if (figures.length !== calls.length - 1) throw new Error(`the interpreter said ${output.slice(-400)}`);
    const [small, large, attestation, change, unit] = figures as [number, number, number, number, number];
    const verification = texts.map((text, i) => ({ bytes: text.length, ms: [small, large][i]! }));
    return { verification, attestation, change, unit };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

// The card's own channel, compiled from its runtime, as a script for the bare interpreter: records in and out as hex.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeApplet } from '../../protocol/applet/applet.js';
import type { BothWays } from '../../protocol/session/keys.js';
import { bundle } from '../../tools/compiler/bundle.js';
import { compilePlain } from '../../tools/compiler/plain.js';

const runtime = (file: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../device/runtime/${file}.ts`, import.meta.url)));

const source = `
import { epochChannel, openRecord, sealRecord } from ${runtime('channel')};
import { pads } from ${runtime('crypto')};
import { makeSupport } from ${runtime('support')};
declare const global: any, E: any, print: any, getTime: any;
function un(h: string): string {
  const a = new Uint8Array(h.length / 2);
  for (let i = 0; i < a.length; i++) a[i] = parseInt(h.substr(2 * i, 2), 16);
  return E.toString(a);
}
function hex(s: string): string {
  let h = '';
  for (let i = 0; i < s.length; i++) h += (s.charCodeAt(i) + 256).toString(16).substr(1);
  return h;
}
let channel: any;
/** [down enc, down mac, up enc, up mac] as hex. */
global.start = (header: string, code: string, table: string[], keys: string[]) => {
  const k = keys.map((x) => E.toUint8Array(un(x)));
  const make = new Function('$c', '$t', '$g', code) as never;
  const program = { header: header, table: table.map(un), maker: make, c: makeSupport(code) as never, id: '' };
  const env = { until: 0 } as never;
  channel = epochChannel(env, program, { e: k[0], m: pads(k[1]) }, { e: k[2], m: pads(k[3]) });
};
global.down = (record: string) => {
  let out = 'refused';
  try {
    out = hex(openRecord(channel, un(record)));
  } catch (_) {
    // It says so.
  }
  print('@@' + out);
};
global.up = (message: string) => {
  const m = un(message);
  print('@@' + hex(sealRecord(channel, m.charCodeAt(0), m.substr(1))));
};
/** ms of 256 bytes XORed by \`map\`: 91 ms on a Cortex-M4 of 64 MHz (counted instructions). */
global.calibrate = () => {
  const a = new Uint8Array(256);
  let least = 1e9;
  for (let i = 0; i < 20; i++) {
    const from = getTime();
    a.map((x: number) => x ^ 1);
    least = Math.min(least, getTime() - from);
  }
  print('@@' + least * 1000);
};
/** ms of sealing a message of that many bytes: the shortest of so many. */
global.time = (bytes: number, count: number) => {
  const body = E.toString(new Uint8Array(bytes));
  let least = 1e9;
  for (let i = 0; i < count; i++) {
    const from = getTime();
    sealRecord(channel, 1, body);
    least = Math.min(least, getTime() - from);
  }
  print('@@' + least * 1000);
};
`;

let compiled: Promise<string> | undefined;

/** The script that defines `start`, `down`, `up` and `time`. */
export function channelKit(): Promise<string> {
  compiled ??= (async () => {
    const dir = mkdtempSync(join(tmpdir(), 'cpu6-kit-'));
    try {
      const file = join(dir, 'kit.ts');
      writeFileSync(file, source);
      return compilePlain(file, await bundle(file, { form: 'script' }), { exact: false }).code;
    } finally {
      rmSync(dir, { recursive: true });
    }
  })();
  return compiled;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The call of `start` for a projection's channel code. */
export function startCall(channel: Uint8Array, keys: BothWays): string {
  const { header, code, table } = decodeApplet(channel);
  const list = [keys.down.enc, keys.down.mac, keys.up.enc, keys.up.mac].map(hex);
  return `start(${[JSON.stringify(header), code, table.map(hex), list].map((x) => JSON.stringify(x)).join(',')});`;
}

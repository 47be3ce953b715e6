// Drawn channel code against what the card does with it: the verifier takes every filling, and on the real interpreter
// both ends of a draw understand each other.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { verifyBytes } from '../device/runtime/verifier.js';
import { decodeApplet } from '../protocol/applet/applet.js';
import { Projector, ServerChannel } from '../server/index.js';

const projector = new Projector();

test('the verifier of the card takes every filling of the channel template', () => {
  for (let i = 0; i < 300; i++) {
    const { code } = decodeApplet(projector.project().channel);
    expect(verifyBytes(code, Buffer.from(code, 'latin1'))).toBe('');
  }
});

const interpreter = process.env.CPU6_ESPRUINO;
const real = interpreter ? test : test.skip;
const name = interpreter ? '' : 'skipped: no Espruino binary: ';

const text = (bytes: Uint8Array): string => JSON.stringify(Buffer.from(bytes).toString('hex'));

/** `$c` of the channel in plain script on the natives, and a run over one draw. */
const prelude = `
var crypto = require('crypto');
function un(h) { var s = ''; for (var i = 0; i < h.length; i += 2) s += String.fromCharCode(parseInt(h.substr(i, 2), 16)); return s; }
function hex(s) { var h = ''; for (var i = 0; i < s.length; i++) h += (s.charCodeAt(i) + 256).toString(16).substr(1); return h; }
function bytes(s) { return E.toUint8Array(s); }
function hmac(key, data) {
  var i = '', o = '';
  for (var n = 0; n < 64; n++) {
    var k = n < 32 ? key.charCodeAt(n) : 0;
    i += String.fromCharCode(k ^ 0x36);
    o += String.fromCharCode(k ^ 0x5c);
  }
  return E.toString(crypto.SHA256(o + E.toString(crypto.SHA256(i + data))));
}
function members(enc, mac) {
  return {
    $iv: function (dir, n) {
      var b = new Uint8Array(16);
      b[12] = n >> 24; b[13] = n >> 16; b[14] = n >> 8; b[15] = n;
      return E.toString(crypto.AES.encrypt(b, bytes(enc[dir]), { mode: 'ECB' }));
    },
    $enc: function (iv, data) {
      var pad = 16 - data.length % 16, p = data;
      for (var i = 0; i < pad; i++) p += String.fromCharCode(pad);
      return E.toString(crypto.AES.encrypt(bytes(p), bytes(enc[1]), { mode: 'CBC', iv: bytes(iv) }));
    },
    $dec: function (iv, data) {
      var p = E.toString(crypto.AES.decrypt(bytes(data), bytes(enc[0]), { mode: 'CBC', iv: bytes(iv) }));
      return p.substr(0, p.length - p.charCodeAt(p.length - 1));
    },
    $mac: function (dir, data) { return hmac(mac[dir], data); },
    $same: function (a, b) { return a === b; },
    $chr: function (n) { return String.fromCharCode(n); }
  };
}
function run(code, table, enc, mac, down, up) {
  var pair = Function('$c', '$t', code)(members(enc.map(un), mac.map(un)), table.map(un));
  down.forEach(function (r, i) { var p = pair[1](i, un(r)); print('D' + (p === undefined ? 'broken' : hex(p))); });
  up.forEach(function (m, i) { var s = un(m); print('U' + hex(pair[0](i, s.charCodeAt(0), s.substr(1)))); });
}
`;

real(
  `${name}both ends of a draw understand each other on the real interpreter`,
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'cpu6-channel-'));
    try {
      for (let round = 0; round < 12; round++) {
        const projection = projector.project();
        const { code, table } = decodeApplet(projection.channel);
        const newKeys = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
        const keys = { down: newKeys(), up: newKeys() };
        const server = new ServerChannel(projection.draw, keys);
        const messages = [0, 1, 12, 13, 14, 29, 61, 125, 300].map((size, i) =>
          Buffer.concat([Uint8Array.of(1 + ((i + round) % 15)), randomBytes(size)]),
        );
        const sealed = messages.map((m) => server.seal(m));
        const lists = [
          table.map(text),
          [text(keys.down.enc), text(keys.up.enc)],
          [text(keys.down.mac), text(keys.up.mac)],
          sealed.map(text),
          messages.map(text),
        ];
        const file = join(directory, 'run.js');
        const call = `run(${JSON.stringify(code)},${lists.map((l) => `[${l.join(',')}]`).join(',')});\n`;
        writeFileSync(file, `${prelude}\n${call}quit();\n`);
        const output = execFileSync(interpreter!, [file], { encoding: 'latin1', cwd: directory, timeout: 60_000 });
        const lines = output.split(/\r?\n/);
        const opened = lines.filter((l) => l.startsWith('D')).map((l) => l.slice(1));
        const sealedUp = lines.filter((l) => l.startsWith('U')).map((l) => Buffer.from(l.slice(1), 'hex'));
        expect(opened).toEqual(messages.map((m) => m.toString('hex')));
        expect(sealedUp.map((r) => Buffer.from(server.open(r) ?? []).toString('hex'))).toEqual(
          messages.map((m) => m.toString('hex')),
        );
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  120_000,
);

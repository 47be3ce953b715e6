// Drawn channel code against what the card does with it: the verifier takes every filling, and on the real interpreter
// the card's own channel and the server's understand each other in every suite.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { verifyBytes } from '../device/runtime/verifier.js';
import { decodeApplet } from '../protocol/applet/applet.js';
import { suiteNames } from '../protocol/crypto/suites.js';
import { channelCodes } from '../protocol/messages/channel.js';
import { Projector, ServerChannel } from '../server/index.js';
import { channelKit, startCall } from './channel/kit.js';

const projector = new Projector();

test('the verifier of the card takes every filling of every suite', () => {
  for (const suite of suiteNames)
    for (let i = 0; i < 60; i++) {
      const { code } = decodeApplet(projector.project(suite).channel);
      expect(verifyBytes(code, Buffer.from(code, 'latin1'))).toBe('');
    }
});

const interpreter = process.env.CPU6_ESPRUINO;
const real = interpreter ? describe : describe.skip;
const name = interpreter ? '' : 'skipped: no Espruino binary: ';

function run(script: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'cpu6-channel-'));
  try {
    const file = join(directory, 'run.js');
    writeFileSync(file, script, 'latin1');
    const output = execFileSync(interpreter!, [file], { encoding: 'latin1', cwd: directory, timeout: 120_000 });
    return output.split(/\r?\n/).flatMap((line) => (line.startsWith('@@') ? [line.slice(2)] : []));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

real(`${name}on the real interpreter`, () => {
  test.each(suiteNames.map((suite) => [suite] as const))(
    '%s: both ends of a draw understand each other, and altered records are refused',
    async (suite) => {
      const kit = await channelKit();
      for (let round = 0; round < 3; round++) {
        const projection = projector.project(suite);
        const newKeys = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
        const keys = { down: newKeys(), up: newKeys() };
        const calls = [startCall(projection.channel, keys)];
        const server = new ServerChannel(projection.draw, keys);
        const messages = [0, 1, 13, 29, 61, 125].map((size, i) =>
          Buffer.concat([Uint8Array.of(1 + ((5 * i + round) % channelCodes)), randomBytes(size)]),
        );
        const records = messages.map((m) => Buffer.from(server.seal(m)));
        const bad = Buffer.from(records[0]!);
        const bit = round * 97;
        bad[(bit >> 3) % bad.length]! ^= 1 << (bit & 7);
        const cut = records[0]!.subarray(0, -16);
        for (const r of [bad, cut, records[1]!, ...records, records[5]!]) calls.push(`down("${r.toString('hex')}");`);
        for (const m of messages) calls.push(`up("${m.toString('hex')}");`);
        const lines = run(`${kit}\n${calls.join('\n')}\nquit();\n`);
        const expected = messages.map((m) => m.toString('hex'));
        expect(lines.slice(0, 10)).toEqual(['refused', 'refused', 'refused', ...expected, 'refused']);
        const opened = lines
          .slice(10)
          .map((l) => Buffer.from(server.open(Buffer.from(l, 'hex')) ?? []).toString('hex'));
        expect(opened).toEqual(expected);
      }
    },
    120_000,
  );
});

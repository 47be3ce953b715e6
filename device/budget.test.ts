import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { builtRuntime, interpreter } from './testing/bench.js';
import { startNative } from './virtual/native.js';

/** What the design allows the runtime on a board of 5,100 JsVars. */
const budget = 900;

(interpreter ? test : test.skip)(
  interpreter
    ? `the runtime holds at most ${budget} JsVars at rest`
    : 'the JsVars that the runtime holds at rest (skipped: no Espruino binary)',
  async () => {
    const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-card-'));
    try {
      // Installs into the flash file there; then the same flash with a probe behind the boot code.
      const card = await startNative({ binary: interpreter!, stateDir, runtime: builtRuntime() });
      await card.stop();
      const port = 'var x = { setup: function () {}, on: function () {}, write: function () {} }; global.Serial1 = x;';
      const probe = 'setTimeout(function () { print("USED " + process.memory().usage); clearInterval(); }, 50);';
      writeFileSync(
        path.join(stateDir, 'probe.js'),
        `${port} E.setConsole = function () {}; eval(require("Storage").read(".bootcde")); ${probe}`,
      );
      const child = spawn(path.resolve(interpreter!), ['probe.js'], {
        cwd: stateDir,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      let said = '';
      child.stdout.setEncoding('latin1').on('data', (text: string) => {
        said += text;
      });
      await once(child, 'exit');
      const used = Number(/USED (\d+)/.exec(said)?.[1]);
      process.stdout.write(`JsVars at rest: ${used}\n`);
      expect(used).toBeGreaterThan(0);
      expect(used).toBeLessThanOrEqual(budget);
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  },
);

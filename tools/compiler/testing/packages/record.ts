// Runs the packages' examples on the real interpreter and records what they reported.
// Usage: CPU6_ESPRUINO=… node dist/tools/compiler/testing/packages/record.js [all]
import { runScript } from '../native.js';
import { reported, wrapper } from '../probes/probes.js';
import { Recording } from '../recording.js';
import { bundleExample, compileExample, inNode, recordingFile } from './build.js';
import { examples } from './examples.js';

const binary = process.env.CPU6_ESPRUINO;
const recording = new Recording(recordingFile);
for (const example of examples) {
  const input = await bundleExample(example);
  const code = compileExample(input);
  let log = process.argv[2] === 'all' ? undefined : recording.log(code);
  if (log === undefined) {
    if (!binary) throw new Error('set CPU6_ESPRUINO to a native build of the interpreter');
    log = reported(await runScript(binary, `${wrapper}\n${code}\n`, 60_000));
    recording.add(code, log);
  }
  const right = log === (await inNode(input));
  process.stdout.write(
    `${right ? 'right' : 'WRONG'}  ${example.name} (${example.kind}): ${input.code.length} bytes bundled, ${code.length} compiled\n`,
  );
}
recording.save();

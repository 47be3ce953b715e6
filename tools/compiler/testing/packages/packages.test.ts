// Packages that nobody here wrote do on the real interpreter what their documentation shows, as Node does.
import { expect, test } from '@jest/globals';
import { Recording } from '../recording.js';
import { bundleExample, compileExample, inNode, recordingFile } from './build.js';
import { examples } from './examples.js';

const recording = new Recording(recordingFile);

test.each(examples)('$name ($kind)', async (example) => {
  const input = await bundleExample(example);
  const log = recording.log(compileExample(input));
  // Undefined: the compiled text changed since it was run. Record it again.
  expect(log).toBe(await inNode(input));
});

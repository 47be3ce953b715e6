// Each recorded probe gives Node's result on the real interpreter once compiled, or is refused, or is known not to and why.
import { expect, test } from '@jest/globals';
import { Recording } from '../recording.js';
import { probes, recordingFile } from './probes.js';
import { known, verdicts } from './verdict.js';

/** Every fourth, unless `CPU6_PROBES=all`: compiling all takes a while. */
const list = probes.filter((_, i) => process.env.CPU6_PROBES === 'all' || i % 4 === 0);
const results = verdicts(new Recording(recordingFile), list);
const ids = (verdict: string): string[] => results.filter((r) => r.verdict === verdict).map((r) => r.probe.id);

test('every compiled probe was run on the real interpreter as it is compiled now', () => {
  expect(ids('unrecorded')).toEqual([]);
});

test('what goes wrong is known, with a reason, and what is known still goes wrong', () => {
  const here = new Set(list.map((p) => p.id));
  expect(ids('wrong').sort()).toEqual(
    Object.keys(known)
      .filter((id) => here.has(id))
      .sort(),
  );
  expect(Object.values(known).filter((reason) => !reason)).toEqual([]);
});

test('most probes are right', () => {
  expect(ids('right').length / list.length).toBeGreaterThan(0.8);
});

// How each probe fares with this compiler, by what was recorded on the real interpreter.
import { readFileSync } from 'node:fs';
import type { Recording } from '../recording.js';
import { buildProbe, here, isRight, type Probe, probes } from './probes.js';

export type Verdict = 'right' | 'refused' | 'wrong' | 'unrecorded';

export interface Result {
  readonly probe: Probe;
  readonly verdict: Verdict;
  /** The compiled text, if there is one. */
  readonly code?: string;
  /** Why it was refused. */
  readonly message?: string;
}

/** Probes that are known to go wrong, with the reason. */
export const known = JSON.parse(readFileSync(here('known.json'), 'utf8')) as Readonly<Record<string, string>>;

export function verdictOf(probe: Probe, recording: Recording): Result {
  const build = buildProbe(probe);
  if ('refused' in build) {
    // What Node refuses when the program starts is rightly refused before.
    const both =
      (typeof probe.expected === 'string' && probe.expected.startsWith('throws ')) || probe.module?.startsWith('!');
    return { probe, verdict: both ? 'right' : 'refused', message: build.message };
  }
  const log = recording.log(build.code);
  if (log === undefined) return { probe, verdict: 'unrecorded', code: build.code };
  return { probe, verdict: isRight(probe, log) ? 'right' : 'wrong', code: build.code };
}

export const verdicts = (recording: Recording, list: readonly Probe[] = probes): Result[] =>
  list.map((probe) => verdictOf(probe, recording));

// `cpu6 replay`: what a recording of `cpu6 host --record` holds, and whether the link of this version would do the same.
import type { RecordedEntry } from '../../host/record/recording.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { describeLine, FrameView } from '../monitor/frame-view.js';
import type { Output } from './output.js';
import { flag, text, type Verb } from './verb.js';

export const replay: Verb = {
  name: 'replay',
  summary: "shows a recorded session frame by frame, and runs the host's link over it without card or server",
  arguments: 'FILE',
  arity: [1, 1],
  options: {
    card: { type: 'string', value: 'ADDRESS', help: 'only the line of this card' },
    check: { type: 'boolean', help: 'no frames: only whether the link of this version does the same' },
  },
  examples: [
    ['cpu6 host --record session.jsonl', 'records; Ctrl-C ends it'],
    ['cpu6 replay session.jsonl', 'frames, messages, noise, ports, with times; then the check'],
  ],
  async run({ values, positionals, out }) {
    const { readRecording } = await import('../../host/record/recording.js');
    const { replay: run } = await import('../../host/record/replay.js');
    const only = text(values, 'card');
    let same = true;
    let lines = 0;
    for (const [i, entries] of readRecording(positionals[0]!).entries()) {
      const cards = [...new Set(entries.filter((e) => e.wire === 'card').map((e) => e.name))];
      for (const name of cards) {
        if (only && name !== only) continue;
        lines++;
        const line = entries.filter((e) => e.wire === 'card' && e.name === name);
        if (!flag(values, 'check')) show(name, line, out);
        const result = await run(line);
        same &&= result.differences.length === 0;
        out.result({ type: 'replay', run: i + 1, card: name, ...result }, sentence(name, result));
      }
    }
    if (lines === 0) throw new Cpu6Error('INPUT_FILE', { file: positionals[0]!, why: 'no line of a card is in it' });
    return same ? 0 : 1;
  },
};

function sentence(name: string, { delivered, sent, differences }: Awaited<ReturnType<ReplayRun>>): string {
  const counts = `${delivered.recorded} messages from the card, ${sent.recorded} to it`;
  if (differences.length === 0) return `${name}: ${counts}; the link of this version does the same`;
  return [`${name}: ${counts}; the link of this version differs:`, ...differences.map((d) => `  ${d}`)].join('\n');
}
type ReplayRun = typeof import('../../host/record/replay.js').replay;

function show(name: string, entries: readonly RecordedEntry[], out: Output): void {
  const views = { down: new FrameView('to card'), up: new FrameView('to host') };
  for (const entry of entries) {
    const time = `${(entry.t / 1000).toFixed(3).padStart(10)}`;
    if ('port' in entry) {
      out.object({ type: 'port', t: entry.t, card: name, port: entry.port });
      out.line(`${out.paint('dim', time)} port ${entry.port}: ${name}`);
      continue;
    }
    for (const line of views[entry.direction].push(entry.bytes)) {
      out.object({ type: 'frame', t: entry.t, card: name, ...line });
      out.line(
        `${out.paint('dim', time)} ${out.paint(line.frame === 'noise' ? 'yellow' : line.message ? 'cyan' : 'dim', describeLine(line))}`,
      );
    }
  }
}

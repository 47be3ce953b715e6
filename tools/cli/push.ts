// `cpu6 push`: makes the server project a process to connected cards without their asking.
import path from 'node:path';
import { admin, adminOptions, artifactsDir } from './admin.js';
import { buildInto } from './build.js';
import { serverData } from './paths.js';
import { text, type Verb } from './verb.js';

interface PushResult {
  readonly card: string;
  readonly code: string;
  readonly detail?: string;
}

export const push: Verb = {
  name: 'push',
  summary: "projects a process to connected cards; each holder's policy decides whether it is taken",
  arguments: 'PROCESS',
  arity: [1, 1],
  options: { ...adminOptions, to: { type: 'string', value: 'CARD|GROUP|all', help: 'which cards', default: 'all' } },
  examples: [
    ['cpu6 push checkout', 'to every connected card'],
    ['cpu6 push checkout.ts', 'builds the file first; sessions that are open go to the new code by a change of epoch'],
  ],
  async run({ values, positionals, out }) {
    let process = positionals[0]!;
    if (/\.[mc]?[jt]s$/.test(process)) {
      process = await buildInto(path.resolve(process), artifactsDir(text(values, 'data', serverData())), out);
      await admin(values, 'POST', '/api/reload', { process });
    }
    const { results } = await admin<{ results: PushResult[] }>(values, 'POST', '/api/push', {
      process,
      to: text(values, 'to', 'all'),
    });
    out.object({ results });
    if (results.length === 0) out.line('no such card is connected');
    else
      out.table(
        ['card', 'result', ''],
        results.map((r) => [r.card, r.code === 'ok' ? 'runs' : r.code, r.detail ?? '']),
      );
    return results.length > 0 && results.every((r) => r.code === 'ok') ? 0 : 1;
  },
};

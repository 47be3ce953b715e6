// `cpu6 confirm`: the operator has compared the code of an enrolment with the holder.
import { admin, adminOptions } from './admin.js';
import type { Verb } from './verb.js';

interface Waiting {
  readonly card: string;
  readonly hostName: string;
  readonly created: number;
}

export const confirm: Verb = {
  name: 'confirm',
  summary: 'confirms an enrolment by the code that the holder reads out; without a code, lists those that wait',
  arguments: '[CODE]',
  arity: [0, 1],
  options: adminOptions,
  examples: [
    ['cpu6 enrol --new --confirm', 'a ticket whose enrolment waits for this'],
    ['cpu6 confirm 483920', 'the six digits that `cpu6 enrol` shows at the holder'],
  ],
  async run({ values, positionals, out }) {
    const code = positionals[0];
    if (code === undefined) {
      const list = await admin<Waiting[]>(values, 'GET', '/api/enrolments');
      for (const one of list) out.object(one);
      out.table(
        ['CARD', 'HOST', 'SINCE'],
        list.map((w) => [w.card, w.hostName, new Date(w.created).toISOString()]),
      );
      return;
    }
    const done = await admin<{ card: string }>(values, 'POST', '/api/confirm', { code });
    out.result(done, `card ${done.card} is confirmed`);
  },
};

// `cpu6 policy`: which runtimes, boards and applets the server gives sessions to.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { admin, adminOptions } from './admin.js';
import type { Verb } from './verb.js';

interface Shown {
  readonly runtimes: 'any' | string[];
  readonly rules: { readonly kind: string; readonly value: string; readonly at: number }[];
}

export const policy: Verb = {
  name: 'policy',
  summary: 'shows and changes which runtimes, boards and applets the server allows; sessions not allowed any more end',
  arguments: '[allow|remove runtime|board|applet VALUE]',
  arity: [0, 3],
  options: adminOptions,
  examples: [
    ['cpu6 policy', 'what is allowed'],
    ['cpu6 policy allow board PICO_R1_3', 'with one rule for boards, others are refused'],
    ['cpu6 policy allow applet 977bba4d…', 'a measurement, as `cpu6 build` prints it'],
  ],
  async run({ values, positionals, out }) {
    const [what, kind, value] = positionals;
    if (what === undefined) {
      const { runtimes, rules } = await admin<Shown>(values, 'GET', '/api/policy');
      out.object({ runtimes, rules });
      const shown = runtimes === 'any' ? ['any'] : runtimes;
      out.table(
        ['KIND', 'ALLOWED', 'SINCE'],
        [
          ...shown.map((m) => ['runtime', m, 'start of the server']),
          ...rules.map((r) => [r.kind, r.value, new Date(r.at).toISOString()]),
          ...['board', 'applet'].filter((k) => !rules.some((r) => r.kind === k)).map((k) => [k, 'any', '']),
        ],
      );
      return;
    }
    if ((what !== 'allow' && what !== 'remove') || !kind || !value)
      throw new Cpu6Error('USAGE', { what: 'policy takes allow or remove, a kind and a value', verb: 'policy' });
    const done = await admin<object>(values, 'POST', '/api/policy', { kind, value, allow: what === 'allow' });
    out.result(done, what === 'allow' ? `${kind} ${value} is allowed` : `${kind} ${value} is not allowed any more`);
  },
};

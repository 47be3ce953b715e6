// The cases of the tables as programs, so that they are compared with Node and seen on the interpreter like all others.
import { type Program, plain } from '../testing/programs/program.js';
import { es2023 } from './es2023.js';
import { newer } from './newer.js';

/** One program for each owner: a case that throws says so, and the next ones go on. */
const ofOwner = (owner: string, cases: readonly (readonly [string, string])[]): Program => {
  const waits = owner.startsWith('Promise');
  const each = cases.map(
    ([name, text]) => `t('${name}', ${waits ? 'async ' : ''}() => ${text.startsWith('{') ? `(${text})` : text});`,
  );
  const start = `const t = (n: any, f: any) => { try { c.out([n, f()]) } catch (e) { c.out([n, 'threw ' + e]) } };`;
  const later = `let last: any = c.later(0); const t = (n: any, f: any) => { last = last.then(f).then((v: any) => c.out([n, v]), (e: any) => c.out([n, 'threw ' + e])) };`;
  return plain(`the library: ${owner || 'globals'}`, `${waits ? later : start} ${each.join(' ')}`);
};

export const featurePrograms: readonly Program[] = [
  ...Object.entries(es2023).flatMap(([owner, cases]) => {
    const list = Object.entries(cases).flatMap(([name, it]) => (typeof it === 'string' ? [[name, it] as const] : []));
    return list.length ? [ofOwner(owner, list)] : [];
  }),
  ...newer.flatMap(({ edition, name, text, want }) =>
    want ? [{ ...plain(`ES${edition}: ${name}`, text), want: want.map((x) => JSON.stringify(x)) }] : [],
  ),
];

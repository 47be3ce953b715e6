// What a run of the hardware suite leaves behind: a JUnit file for machines, a table for people.

/** As Jest's `--json` has it. */
export interface Run {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const suiteOf = (file: string): string => /([^/\\]+)\.hil\.js$/.exec(file)?.[1] ?? file;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the terminal, and what XML cannot hold
const unprintable = /\x1b\[[0-9;]*m|[\x00-\x08\x0b\x0c\x0e-\x1f]/g;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string => text.replace(unprintable, '').replace(/[&<>"]/g, (c) => escapes[c]!);
const seconds = (ms: number | null | undefined): string => ((ms ?? 0) / 1000).toFixed(2);

/** JUnit's XML, as test servers read it. `card`: what it ran on. */
export function junit(card: string, run: Run): string {
  const out = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="${xml(card)}">`];
  for (const { name, message, assertionResults: tests } of run.testResults) {
    const count = (status: string): number => tests.filter((t) => t.status === status).length;
    // A suite that did not even load counts as an error.
    const broken = tests.length === 0 && message !== '';
    const counts = `tests="${tests.length}" failures="${count('failed')}" skipped="${count('pending')}" errors="${broken ? 1 : 0}"`;
    out.push(`  <testsuite name="${xml(suiteOf(name))}" ${counts}>`);
    out.push(`    <properties><property name="card" value="${xml(card)}"/></properties>`);
    for (const { fullName, status, duration, failureMessages } of tests) {
      const inner =
        status === 'failed'
          ? `<failure>${xml(failureMessages.join('\n'))}</failure>`
          : status === 'pending'
            ? '<skipped/>'
            : '';
      out.push(
        `    <testcase classname="${xml(suiteOf(name))}" name="${xml(fullName)}" time="${seconds(duration)}">${inner}</testcase>`,
      );
    }
    if (broken) out.push(`    <system-err>${xml(message)}</system-err>`);
    out.push('  </testsuite>');
  }
  return `${[...out, '</testsuites>'].join('\n')}\n`;
}

/** A Markdown table, and what a run on this card does not show. */
export function tableOf(card: string, run: Run, unproved: readonly string[]): string {
  const words: Readonly<Record<string, string>> = { passed: 'passed', failed: 'FAILED', pending: 'skipped' };
  const rows = run.testResults.flatMap(({ name, message, assertionResults }) =>
    assertionResults.length === 0
      ? [`| ${suiteOf(name)} | it does not run: ${message.split('\n')[0]} | FAILED | |`]
      : assertionResults.map(
          (t) => `| ${suiteOf(name)} | ${t.fullName} | ${words[t.status] ?? t.status} | ${seconds(t.duration)} s |`,
        ),
  );
  return [
    `Ran on ${card}`,
    '',
    '| suite | what | result | time |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'Not shown by this run:',
    '',
    ...unproved.map((what) => `- ${what}`),
    '',
  ].join('\n');
}

import { expect, test } from '@jest/globals';
import { junit, type Run, tableOf } from './report.js';
import { kindOf, unproved } from './which.js';

const run: Run = {
  testResults: [
    {
      name: '/x/dist/hil/card/hello.hil.js',
      message: '',
      assertionResults: [
        { fullName: 'says "hello" & <more>', status: 'passed', duration: 1234, failureMessages: [] },
        { fullName: 'fails', status: 'failed', duration: 5, failureMessages: ['\x1b[31mexpected\x1b[39m <1>\x00'] },
        { fullName: 'waits', status: 'pending', duration: null, failureMessages: [] },
      ],
    },
    { name: '/x/dist/hil/card/broken.hil.js', message: 'SyntaxError: no\nmore', assertionResults: [] },
  ],
};

test('the JUnit file is well-formed whatever a failure says, and counts a suite that does not load as an error', () => {
  const text = junit('virtual: virtual:PICO_R1_3', run);
  expect(text).toContain('<testsuite name="hello" tests="3" failures="1" skipped="1" errors="0">');
  expect(text).toContain('name="says &quot;hello&quot; &amp; &lt;more&gt;" time="1.23"></testcase>');
  expect(text).toContain('<failure>expected &lt;1&gt;</failure>');
  expect(text).toContain('<testsuite name="broken" tests="0" failures="0" skipped="0" errors="1">');
});

test('the table names the card, each result, and what the run does not show', () => {
  const text = tableOf('virtual: virtual:PICO_R1_3', run, unproved.virtual);
  expect(text).toMatch(/^Ran on virtual/);
  expect(text).toContain('| hello | fails | FAILED | 0.01 s |');
  expect(text).toContain('it does not run: SyntaxError: no');
  for (const what of unproved.virtual) expect(text).toContain(`- ${what}`);
});

test('an address tells what it proves', () => {
  expect(['virtual:PICO_R1_3', 'espruino:/x', 'serial:/dev/x', 'tcp:h:1'].map(kindOf)).toEqual([
    'virtual',
    'interpreter',
    'hardware',
    'hardware',
  ]);
});

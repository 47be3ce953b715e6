// The `cpu6` command as people type it: help, completion, exit codes, and a whole round from enrolment to a call.
import { execFile, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verbs } from '../tools/cli/verbs.js';
import { type Scratch, scratch } from './stack/scratch.js';
import { Stack } from './stack/stack.js';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
const cpu6 = (...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['dist/tools/cli/main.js', ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });

describe('without anything running', () => {
  test('the overview names every verb; every verb explains its options and shows an example', async () => {
    const { code, out } = await cpu6();
    expect(code).toBe(0);
    for (const verb of verbs) {
      expect(out).toContain(`  ${verb.name} `);
      expect(verb.examples.length).toBeGreaterThan(0);
    }
    const help = await cpu6('call', '--help');
    expect(help.code).toBe(0);
    for (const text of ['cpu6 call PROCESS.METHOD [JSON]', '--key KEY', '--json', 'Examples:'])
      expect(help.out).toContain(text);
  });

  test('each verb has a file of its own name', () => {
    const files = readdirSync('tools/cli');
    for (const verb of verbs) expect(files).toContain(`${verb.name}.ts`);
  });

  test('wrong usage ends with 2, a cause and a hint, without a stack trace', async () => {
    for (const args of [
      ['cal'],
      ['call'],
      ['call', 'no-dot'],
      ['call', 'a.b', '{'],
      ['cards', '--bogus'],
      ['cards', 'x'],
      ['serve', '--port', '99999'],
      ['completion', 'tcsh'],
      ['enrol'],
      ['revoke'],
    ]) {
      const { code, err } = await cpu6(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(err).toMatch(/^error USAGE: /);
      expect(err).not.toContain('    at ');
    }
  }, 60_000);

  test('what is not there ends with 1 and its code, as JSON if asked', async () => {
    const away = await cpu6('cards', '--state', '/nonexistent/cpu6');
    expect(away.code).toBe(1);
    expect(away.err).toContain('DAEMON_UNREACHABLE');
    const json = await cpu6('sessions', '--server', '--data', '/nonexistent/cpu6', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'ADMIN_UNREACHABLE', retryable: true } });
  }, 30_000);

  test('a file that does not compile ends with 3 and the place of the mistake', async () => {
    const room = scratch('cli');
    try {
      const file = path.join(room.dir, 'bad.ts');
      writeFileSync(file, 'export default 1;\n');
      const { code, err } = await cpu6('build', file, '-o', room.dir);
      expect(code).toBe(3);
      expect(err).toMatch(/bad\.ts:1:\d+ - error C6\d\d\d: /);
    } finally {
      room.remove();
    }
  }, 30_000);

  test('the completion of bash is accepted by bash and completes verbs and options', async () => {
    const { out } = await cpu6('completion', 'bash');
    const script = `${out}\nCOMP_WORDS=(cpu6 se); COMP_CWORD=1; _cpu6; echo "\${COMPREPLY[@]}"; COMP_WORDS=(cpu6 call --k); COMP_CWORD=2; _cpu6; echo "\${COMPREPLY[@]}"`;
    const answer = await new Promise<string>((resolve, reject) => {
      const bash = spawn('bash', ['-c', script]);
      let text = '';
      bash.stdout.on('data', (data) => {
        text += data;
      });
      bash.on('error', reject);
      bash.on('close', () => resolve(text));
    });
    expect(answer).toBe('serve sessions\n--key\n');
  }, 30_000);
});

describe('with a server, a host daemon and a card', () => {
  let room: Scratch;
  let stack: Stack;
  let data: string[];
  let state: string[];
  beforeAll(async () => {
    room = scratch('cli');
    stack = new Stack({ dir: room.dir, processes: ['hil/processes/odd.ts'] });
    data = ['--data', stack.serverDir];
    state = ['--state', stack.hostDir];
    await stack.start();
  }, 60_000);
  afterAll(async () => {
    await stack.stop();
    room.remove();
  }, 30_000);

  test('ticket, enrolment, call, lists, push, revocation', async () => {
    const ticket = (await cpu6('enrol', '--new', ...data)).out.trim();
    expect(ticket).toMatch(/^cpu6-ticket-1:/);
    const enrolled = await cpu6('enrol', ticket, ...state);
    expect(enrolled.err).toContain('press the button');
    expect(enrolled.out).toMatch(/^card [0-9a-f]{32} is enrolled with cpu6/);

    const called = await cpu6('call', 'odd.remember', '{"n":3}', ...state, '--json');
    expect([called.code, JSON.parse(called.out)]).toEqual([0, { value: { sum: 3 } }]);
    const person = await cpu6('call', 'odd.remember', '{"n":4}', ...state);
    expect(JSON.parse(person.out)).toEqual({ sum: 7 });
    const bytes = await cpu6('call', 'odd.echo', '{"data":"AQID"}', ...state);
    expect(JSON.parse(bytes.out)).toEqual({ data: 'AQID' });
    const wrong = await cpu6('call', 'odd.remember', '{"n":-1}', ...state);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('ARGUMENTS_INVALID')]);

    expect((await cpu6('cards', ...state)).out).toMatch(/PICO_R1_3\s+tcp:\S+\s+connected\s+cpu6/);
    expect((await cpu6('cards', '--server', ...data)).out).toMatch(/PICO_R1_3\s+connected/);
    expect((await cpu6('sessions', ...state)).out).toMatch(/odd\s+0\s+0\s+/);
    const sessions = JSON.parse((await cpu6('sessions', '--server', ...data, '--json')).out);
    expect(sessions.sessions).toMatchObject([{ process: 'odd', epoch: 0 }]);

    // The default policy takes no pushes.
    const card = sessions.sessions[0].card;
    expect((await cpu6('group', card, 'tills', ...data)).out).toBe(`${card} is in tills\n`);
    expect((await cpu6('push', 'odd', '--to', 'others', ...data)).out).toBe('no such card is connected\n');
    const pushed = await cpu6('push', 'odd', '--to', 'tills', ...data);
    expect([pushed.code, pushed.out]).toEqual([1, expect.stringContaining('PUSH_REFUSED')]);
    expect((await cpu6('revoke', '--card', card, ...data)).out).toBe(`revoked ${card}\n`);
    const refused = await cpu6('call', 'odd.remember', '{"n":1}', ...state);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('CARD_REVOKED')]);
  }, 120_000);
});

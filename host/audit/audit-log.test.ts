import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../clock.js';
import { leave, stateDir } from '../testing/room.js';
import { AuditLog, verifyAudit } from './audit-log.js';

afterEach(leave);

async function written(): Promise<string> {
  const file = join(stateDir(), 'audit.jsonl');
  const log = AuditLog.open(file, systemClock);
  for (let i = 0; i < 5; i++) await log.append({ type: 'call', app: 'local', process: 'toy', method: `m${i}` });
  await log.close();
  return file;
}

test('a log is one chain, over restarts too', async () => {
  const file = await written();
  const before = verifyAudit(file);
  expect(before).toMatchObject({ lines: 5, torn: 0 });
  const again = AuditLog.open(file, systemClock);
  await Promise.all([again.append({ type: 'start' }), again.append({ type: 'stop' }), again.append({ type: 'start' })]);
  await again.close();
  expect(verifyAudit(file)).toMatchObject({ lines: 8, torn: 0 });
  expect(verifyAudit(file).broken).toBeUndefined();
});

test('a changed, removed, inserted or swapped line is found and named', async () => {
  const file = await written();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const brokenAt = (changed: string[]): number | undefined => {
    writeFileSync(file, `${changed.join('\n')}\n`);
    return verifyAudit(file).broken?.line;
  };
  expect(brokenAt(lines.map((l, i) => (i === 1 ? l.replace('m1', 'mX') : l)))).toBe(3);
  expect(brokenAt(lines.filter((_, i) => i !== 2))).toBe(3);
  expect(brokenAt([...lines.slice(0, 2), lines[1]!, ...lines.slice(2)])).toBe(3);
  expect(brokenAt([lines[0]!, lines[2]!, lines[1]!, lines[3]!])).toBe(2);
  expect(brokenAt([...lines.slice(0, 3), 'not json'])).toBe(4);
  expect(brokenAt(lines)).toBeUndefined();
});

test('a last line that was torn by a crash is set aside, and the chain goes on', async () => {
  const file = await written();
  const { head } = verifyAudit(file);
  appendFileSync(file, '{"seq":6,"at":1,"pre');
  expect(verifyAudit(file)).toMatchObject({ lines: 5, torn: 20, head });
  await AuditLog.open(file, systemClock).close();
  expect(verifyAudit(file)).toMatchObject({ lines: 6, torn: 0 });
  expect(verifyAudit(file).broken).toBeUndefined();
  expect(readFileSync(`${file}.torn`, 'utf8')).toBe('{"seq":6,"at":1,"pre\n');
});

test('what was appended when the process is killed with SIGKILL is in the log', async () => {
  const file = join(stateDir(), 'audit.jsonl');
  const module = new URL('./audit-log.js', import.meta.url).href;
  const clock = new URL('../clock.js', import.meta.url).href;
  const program = `
    import { AuditLog } from ${JSON.stringify(module)};
    import { systemClock } from ${JSON.stringify(clock)};
    const log = AuditLog.open(${JSON.stringify(file)}, systemClock);
    for (let i = 1; ; i++) { await log.append({ type: 'call', method: 'm' + i }); console.log(i); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = 0;
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      last = Number(data.toString().trim().split('\n').at(-1));
      if (last > 20) child.kill('SIGKILL');
    });
    child.once('exit', () => resolve());
  });
  const { lines, broken } = verifyAudit(file);
  expect(broken).toBeUndefined();
  expect(lines).toBeGreaterThanOrEqual(last);
  expect(existsSync(`${file}.torn`)).toBe(false);
});

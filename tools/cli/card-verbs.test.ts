// The verbs for a card on a port, each through the command's own function: on a board without a runtime, which becomes a card.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inDirectory } from '../compiler/testing/harness.js';
import { Output } from './output.js';
import { run } from './run.js';

interface Shown {
  readonly code: number;
  readonly text: string;
  /** Of `--json`: the objects, one a line. */
  readonly objects: Record<string, unknown>[];
}

/** Runs `cpu6 WORDS…`; `onLine` sees each line as it comes. Nobody may see a trace. */
async function cpu6(
  words: readonly string[],
  { json = true, stop = new AbortController().signal, onLine = (_: string): void => {} } = {},
): Promise<Shown> {
  let text = '';
  const stream = {
    isTTY: false,
    write: (more: string) => {
      text += more;
      for (const line of more.trim().split('\n')) onLine(line);
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  const code = await run(json ? [...words, '--json'] : words, new Output(json, stream, stream), stop);
  expect(text).not.toMatch(/\n\s+at |INTERNAL|node_modules/);
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return { code, text, objects: json ? lines.map((line) => JSON.parse(line)) : [] };
}
const codeOf = ({ objects }: Shown): unknown => (objects.at(-1)?.error as { code?: string } | undefined)?.code;

/** A board without a runtime, run by `cpu6 card` until `use` has ended. */
async function onBoard(
  use: (board: { address: string; control: string; dir: string }) => Promise<void>,
): Promise<void> {
  await inDirectory(async (dir) => {
    const stop = new AbortController();
    let found = (_: Record<string, string>): void => {};
    const ready = new Promise<Record<string, string>>((resolve) => {
      found = resolve;
    });
    const running = cpu6(['card', 'virtual:PICO_R1_3', '--blank', '--state', dir], {
      stop: stop.signal,
      onLine: (line) => line.includes('"control"') && found(JSON.parse(line)),
    });
    try {
      const { address, control } = await ready;
      await use({ address: address!, control: control!, dir });
    } finally {
      stop.abort('SIGINT');
      expect((await running).code).toBe(130);
    }
  });
}

test('wrong usage of a verb is exit code 2 and says what is wrong', async () => {
  for (const words of [
    ['ports', 'x'],
    ['flash', '--nonsense'],
    ['flash', 'x', 'y'],
    ['monitor', 'x'],
    ['doctor', 'x'],
    ['press'],
    ['press', 'nowhere'],
    ['unlock', 'x'],
    ['card', 'virtual:PICO_R1_3', 'x'],
    ['card', 'virtual:PICO_R1_3', '--baud', 'fast'],
    ['replay'],
  ]) {
    const shown = await cpu6(words);
    expect([words.join(' '), shown.code, codeOf(shown)]).toEqual([words.join(' '), 2, 'USAGE']);
    expect((await cpu6(words, { json: false })).text).toMatch(/^error USAGE: .+\n {2}See `cpu6 \w+ --help`\.\n$/);
  }
});

test('a card that is not there is an error with a code, and exit code 1', async () => {
  await inDirectory(async (dir) => {
    const nobody = 'tcp:127.0.0.1:1';
    for (const verb of ['flash', 'monitor', 'unlock'])
      expect([
        verb,
        codeOf(await cpu6([verb, '--card', nobody, ...(verb === 'monitor' ? [] : ['--state', dir])])),
      ]).toEqual([verb, 'CARD_OPEN']);
    const pressed = await cpu6(['press', '127.0.0.1:1']);
    expect([pressed.code, codeOf(pressed)]).toEqual([1, 'CARD_OPEN']);
    const missing = await cpu6(['replay', join(dir, 'none.jsonl')]);
    expect([missing.code, codeOf(missing)]).toEqual([1, 'INPUT_FILE']);
    writeFileSync(join(dir, 'odd.jsonl'), '{"no":"recording"}\n\xff\n');
    expect((await cpu6(['replay', join(dir, 'odd.jsonl')])).code).toBe(1);
    const bad = await cpu6(['flash', '--card', 'nonsense']);
    expect([1, 2]).toContain(bad.code);
    expect(codeOf(bad)).toBeDefined();
  });
});

test('a board is flashed, opened by its key and by its button, and watched', async () => {
  await onBoard(async ({ address, control, dir }) => {
    const at = ['--card', address];
    const flashed = await cpu6(['flash', ...at, '--state', dir]);
    expect(flashed.code).toBe(0);
    const { card } = flashed.objects.at(-1) as { card: string };
    expect(card).toMatch(/^[0-9a-f]{32}$/);

    const stranger = await cpu6(['unlock', ...at, '--state', join(dir, 'other')]);
    expect([stranger.code, codeOf(stranger)]).toEqual([1, 'UNLOCK_NO_KEY']);

    // What is heard of a card are frames; the watch ends as it is told to.
    const stop = new AbortController();
    const watched = await cpu6(['monitor', ...at], {
      stop: stop.signal,
      onLine: () => stop.abort('SIGINT'),
    });
    expect(watched.code).toBe(130);

    expect((await cpu6(['press', control])).objects).toEqual([{ pressed: true, press: true }]);
    expect(await cpu6(['unlock', ...at, '--state', dir])).toMatchObject({
      code: 0,
      objects: [{ type: 'unlocked', card }],
    });
    expect((await cpu6(['press', control, '--restart'])).code).toBe(0);
    expect((await cpu6(['press', control, '--hold'])).code).toBe(0);
    const again = await cpu6(['flash', ...at, '--state', dir]);
    expect(again.objects.at(-1)).toMatchObject({ card, kept: true });
  });
}, 60_000);

test('ports and doctor answer programs, whatever is plugged in; where ports cannot be listed they say so', async () => {
  await inDirectory(async (dir) => {
    const listed = await cpu6(['ports', '--state', dir]);
    if (listed.code === 0) expect(listed.objects).toEqual([{ ports: expect.any(Array) }]);
    else expect([listed.code, codeOf(listed)]).toEqual([1, 'ENVIRONMENT']);
    const { code, objects } = await cpu6(['doctor', '--state', dir]);
    const { failed } = objects.at(-1) as { failed: number };
    expect(code).toBe(failed > 0 ? 1 : 0);
    expect(objects.filter((o) => o.type === 'finding').length).toBeGreaterThan(3);
    expect((await cpu6(['doctor', '--udev'])).objects).toEqual([{ udev: expect.stringContaining('SUBSYSTEM') }]);
  });
}, 30_000);

import { expect, test } from '@jest/globals';
import { builtRuntime } from '../testing/bench.js';
import { VirtualCard } from '../virtual/card.js';
import { MemoryStorage } from '../virtual/storage.js';
import { bootCode, placeOf } from './boot-code.js';
import { bootFile, placeAt, runtimeFile, runtimeNameAt } from './files.js';
import { boardNamed, installCard } from './index.js';

const some = Uint8Array.of(1, 2, 3);
const files = { runtime: some, configuration: some, console: some };

test('the boot code names runtime and place where the runtime looks for them', () => {
  for (const place of ['0', '1']) {
    const code = bootCode(place, files);
    expect(code.slice(runtimeNameAt, runtimeNameAt + 8)).toBe(runtimeFile + place);
    expect(code[placeAt]).toBe(place);
    expect(placeOf(code)).toBe(place);
  }
});

test('a program that is no boot code of a card has no place, also if it looks like one', () => {
  const code = bootCode('1', files);
  for (const other of ['', 'print("mine")', `${code};print(1)`, code.replace('cpu6.cf1', 'cpu6.cf0'), code.slice(1)])
    expect(placeOf(other)).toBeUndefined();
});

test('a card of which a file lost a byte gives its console, instead of answering nobody', async () => {
  const board = boardNamed('PICO_R1_3');
  const flash = new Map(installCard(board, builtRuntime(), { unlockKey: new Uint8Array(32).fill(7) }));
  flash.set('cpu6.rb', flash.get('cpu6.ra')!);
  const consoleOpen = async (damaged: readonly string[], how: (content: Buffer) => Buffer): Promise<boolean> => {
    const storage = new MemoryStorage();
    for (const [name, content] of flash)
      storage.write(name, damaged.includes(name) ? how(Buffer.from(content)) : content);
    const card = await VirtualCard.create({ board, storage });
    card.stop();
    return card.consoleOpen;
  };
  const lost = (content: Buffer): Buffer => content.fill(0xff, content.length >> 1, (content.length >> 1) + 1);
  const short = (content: Buffer): Buffer => content.subarray(0, -1);
  expect(await consoleOpen([], lost)).toBe(false);
  for (const how of [lost, short]) {
    for (const name of flash.keys())
      if (name !== bootFile && !name.startsWith('cpu6.r'))
        expect([name, await consoleOpen([name], how)]).toEqual([name, true]);
    expect(await consoleOpen(['cpu6.ra'], how)).toBe(false);
    expect(await consoleOpen(['cpu6.rb'], how)).toBe(false);
    expect(await consoleOpen(['cpu6.ra', 'cpu6.rb'], how)).toBe(true);
  }
});

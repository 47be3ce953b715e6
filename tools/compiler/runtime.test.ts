import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { AnyMap, originalPositionFor } from '@jridgewell/trace-mapping';
import { boards, installCard, missingCrypto } from '../../device/boards/index.js';
import { tokenBytes } from '../../device/boards/tokens.js';
import { spelled } from '../../device/virtual/spelled.js';
import { shippedRuntime } from '../artifacts.js';
import { pretokenise, textOffset, tokenOffset } from './pretokenise.js';

const { code, file } = shippedRuntime();

test('the runtime fits every usable board, with its other files and the two copies of a slot', () => {
  /** Storage puts 32 bytes before each file, and whole words behind. */
  const stored = (bytes: number): number => 32 + ((bytes + 3) & ~3);
  const slot = 2 * stored(8 + 100 + 32);
  for (const board of boards.filter((b) => !missingCrypto(b))) {
    const files = installCard(board, code, { unlockKey: new Uint8Array(32) });
    const all = files.reduce((sum, [, content]) => sum + stored(content.length), slot);
    expect({ board: board.name, fits: all <= board.storage }).toEqual({ board: board.name, fits: true });
  }
});

test('the map leads from the bytes in flash to the sources', () => {
  const map = new AnyMap(readFileSync(file.replace(/\.js$/, '.map.json'), 'utf8'));
  const sourceOf = (text: string): string | null =>
    originalPositionFor(map, { line: 1, column: code.indexOf(text) }).source;
  for (const [text, source] of [
    ["'cpu6 v1 attest'", 'setup.ts'],
    ["'cpu6 v1 pin key'", 'pin.ts'],
    ["'bracket'", 'verifier.ts'],
    ["'memory or stack'", 'main.ts'],
    ["'publisher'", 'setup.ts'],
  ])
    expect({ text, source: sourceOf(text!) }).toEqual({ text, source });
});

test('the virtual card reads tokens as what they stand for, and what they evaluate too', () => {
  const text = "function f(a){if(a)return a++ + +a;else throw new Error('in'+typeof a)}f(eval('1')in{in:1})";
  const { code: bytes } = pretokenise(text);
  expect(bytes.some((b) => b > 0x7f)).toBe(true);
  const said = spelled(Buffer.from(bytes).toString('latin1'));
  expect(said.replace(/ /g, '')).toBe(text.replace("eval('1')", "eval($spelled('1'))").replace(/ /g, ''));
  // Every word stays one.
  for (const word of tokenBytes.keys())
    if (/^\w/.test(word)) expect(spelled(`a${String.fromCharCode(tokenBytes.get(word)!)}b`)).toBe(`a ${word} b`);
});

test('places in pretokenised text lead there and back', () => {
  const tokens = pretokenise('var a=function(){return typeof a===1};a()');
  for (const [text, byte] of tokens.places) {
    expect(textOffset(tokens, byte)).toBe(text);
    expect(tokenOffset(tokens, text)).toBe(byte);
  }
});

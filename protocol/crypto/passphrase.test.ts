import { expect, test } from '@jest/globals';
import { isBox, PassphraseKey } from './passphrase.js';

const plain = Buffer.from('a secret');
const key = PassphraseKey.fresh('correct horse');
const box = key.seal(plain, 'host key');

test('what was sealed opens with its passphrase and label, and with nothing else', () => {
  expect(PassphraseKey.of(box, 'correct horse')!.open(box, 'host key')).toEqual(plain);
  expect(PassphraseKey.of(box, 'correct hors')!.open(box, 'host key')).toBeUndefined();
  expect(key.open(box, 'another label')).toBeUndefined();
  for (const field of ['data', 'nonce'] as const) {
    const bytes = Buffer.from(box[field], 'base64');
    bytes[0]! ^= 1;
    expect(key.open({ ...box, [field]: bytes.toString('base64') }, 'host key')).toBeUndefined();
    expect(key.open({ ...box, [field]: '' }, 'host key')).toBeUndefined();
  }
});

test('each sealing has its own nonce, and the text of a box shows nothing', () => {
  const again = key.seal(plain, 'host key');
  expect(again.nonce).not.toBe(box.nonce);
  expect(JSON.stringify(again)).not.toContain(plain.toString('base64'));
});

test('the same passphrase in another composition of its characters is the same', () => {
  const composed = PassphraseKey.fresh('caf\u00e9');
  const sealed = composed.seal(plain, 'x');
  expect(PassphraseKey.of(sealed, 'cafe\u0301')!.open(sealed, 'x')).toEqual(plain);
});

test('a box of another form, or one that would cost too much, is refused before any work', () => {
  expect(isBox(box)).toBe(true);
  for (const bad of [
    null,
    undefined,
    5,
    'x',
    {},
    { ...box, n: 1 << 30 },
    { ...box, n: 3 },
    { ...box, n: 1 },
    { ...box, r: 1e9 },
    { ...box, p: 0 },
    { ...box, kdf: 'pbkdf2' },
    { ...box, salt: 1 },
  ]) {
    expect(isBox(bad)).toBe(false);
    expect(PassphraseKey.of(bad as never, 'correct horse')).toBeUndefined();
  }
});

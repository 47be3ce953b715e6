import { expect, test } from '@jest/globals';
import { findNumbers } from './search.js';

const pan = '4864844264136605';

test.each([
  ['text', pan],
  ['base64', Buffer.from(`x${pan}y`).toString('base64')],
  ['hex', Buffer.from(pan).toString('hex')],
  ['UTF-16', Buffer.from(pan, 'utf16le').toString('latin1')],
  ['packed decimal', Buffer.from(pan, 'hex').toString('latin1')],
])('a card number written as %s is found', (_, written) => {
  expect(findNumbers(Buffer.from(`noise ${written} noise`, 'latin1'), [pan, '5162429302240829'])).toEqual([pan]);
});

test('a card number that is not there is not found', () => {
  expect(findNumbers(Buffer.from('4864 8442 6413 6605'), [pan])).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { catalogue } from './catalogue.js';
import * as numbers from './numbers.js';

test('every number that the card reports is the catalogue’s', () => {
  for (const [code, number] of Object.entries(numbers))
    expect([code, (catalogue as Record<string, { number: number }>)[code]?.number]).toEqual([code, number]);
});

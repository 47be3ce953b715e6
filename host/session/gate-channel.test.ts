import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { RecordStream } from '../../protocol/crypto/record-stream.js';
import { GateChannel } from './gate-channel.js';

const direction = () => ({ enc: randomBytes(32), mac: randomBytes(32) });
const both = () => {
  const keys = { up: direction(), down: direction() };
  const card = new RecordStream({ enc: Uint8Array.from(keys.up.enc), mac: Uint8Array.from(keys.up.mac) }, 'cbc-hmac');
  return { gate: new GateChannel(keys, 'cbc-hmac'), card };
};

test('results open once each, in the order of the two lanes of the link', () => {
  const { gate, card } = both();
  const records = [0, 1, 2, 3].map((n) => card.seal(Uint8Array.of(0x34, 0x12, n)));
  const opened = [1, 0, 3, 2].map((n) => gate.openResult(records[n]!));
  expect(opened).toEqual([1, 0, 3, 2].map((n) => ({ status: 0x1234, body: Uint8Array.of(n) })));
  for (const record of records) expect(gate.openResult(record)).toBeUndefined();
});

test('a result does not open after a change of any bit', () => {
  const { gate, card } = both();
  const record = card.seal(Uint8Array.of(0x34, 0x12, 7));
  for (let bit = 0; bit < 8 * record.length; bit++) {
    const other = Uint8Array.from(record);
    other[bit >> 3]! ^= 1 << (bit & 7);
    expect(gate.openResult(other)).toBeUndefined();
  }
  expect(gate.openResult(record)).toBeDefined();
});

test('a result without a status is none', () => {
  const { gate, card } = both();
  expect(gate.openResult(card.seal(Uint8Array.of(0)))).toBeUndefined();
  expect(gate.openResult(card.seal(Uint8Array.of(0, 0)))).toEqual({ status: 0, body: new Uint8Array(0) });
});

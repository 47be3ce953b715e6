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

test('a result opens once, and not after a change of any bit', () => {
  const { gate, card } = both();
  const record = card.seal(Uint8Array.of(0x34, 0x12, 7));
  for (let bit = 0; bit < 8 * record.length; bit++) {
    const other = Uint8Array.from(record);
    other[bit >> 3]! ^= 1 << (bit & 7);
    expect(gate.openResult(other)).toBeUndefined();
  }
  expect(gate.openResult(record)).toEqual({ status: 0x1234, body: Uint8Array.of(7) });
  expect(gate.openResult(record)).toBeUndefined();
});

test('a result without a status is none', () => {
  const { gate, card } = both();
  expect(gate.openResult(card.seal(Uint8Array.of(0)))).toBeUndefined();
  expect(gate.openResult(card.seal(Uint8Array.of(0, 0)))).toEqual({ status: 0, body: new Uint8Array(0) });
});

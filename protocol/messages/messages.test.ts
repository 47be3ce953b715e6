import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cpu6Error } from '../errors/error.js';
import { cardMessages } from './card.js';
import { channelCodes, channelMessages } from './channel.js';
import { codec, message } from './table.js';
import { uplinkMessages } from './uplink.js';

const wires = { card: cardMessages, channel: channelMessages, uplink: uplinkMessages };

test('a gate call to the card has known bytes', () => {
  const bytes = cardMessages.encode('call', { session: 1, call: 2, body: Uint8Array.of(0xaa, 0xbb) });
  expect(Buffer.from(bytes).toString('hex')).toBe('08' + '01' + '0200' + '0200aabb');
  expect(cardMessages.decode(bytes, 'down', 'host')).toEqual({
    type: 'call',
    session: 1,
    call: 2,
    body: Uint8Array.of(0xaa, 0xbb),
  });
});

test('a message of the wrong direction or an unknown code is refused', () => {
  const opened = cardMessages.encode('opened', { session: 1, nC: new Uint8Array(16) });
  expect(() => cardMessages.decode(opened, 'down', 'host')).toThrow('malformed');
  expect(() => cardMessages.decode(Uint8Array.of(0xee), 'up', 'card')).toThrow('malformed');
  expect(() => cardMessages.decode(new Uint8Array(0), 'up', 'card')).toThrow('malformed');
});

test('a table in which a code stands twice is none', () => {
  const twice = { a: message(1, 'up', '', {}), b: message(1, 'down', '', {}) };
  expect(() => codec(twice)).toThrow('used twice');
});

test('channel codes fit the permutation that an epoch draws', () => {
  for (const spec of Object.values(channelMessages.table))
    expect(spec.code >= 1 && spec.code <= channelCodes).toBe(true);
});

test.each(Object.entries(wires))(
  'random bytes on the %s wire give a message or MESSAGE_MALFORMED, nothing else',
  (_, wire) => {
    const codes = Object.values(wire.table).map((s) => s.code);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('up' as const, 'down' as const),
        (code, rest, direction) => {
          try {
            wire.decode(Buffer.concat([Uint8Array.of(code), rest]), direction, 'peer');
          } catch (error) {
            expect(error).toBeInstanceOf(Cpu6Error);
            expect((error as Cpu6Error).code).toBe('MESSAGE_MALFORMED');
          }
        },
      ),
      { numRuns: 1000 },
    );
  },
);

// docs/wire.md, from the message tables, the frame constants and the limits.
import { limits } from '../../protocol/limits.js';
import { delimiter, FrameType, frameOverhead } from '../../protocol/link/frame.js';
import { cardMessages } from '../../protocol/messages/card.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import type { Table } from '../../protocol/messages/table.js';
import { uplinkMessages } from '../../protocol/messages/uplink.js';
import { fieldsOf } from '../../protocol/schema/codec.js';
import { type Descriptor, Kind, recordDescriptor } from '../../protocol/schema/types.js';
import { protocolVersion } from '../../protocol/version.js';

const plain = ['none', 'u8', 'u16', 'u32', 'i32', 'bool', 'f64'];

function typeName(d: Descriptor): string {
  if (typeof d === 'number') return plain[d]!;
  switch (d[0]) {
    case Kind.text:
      return `text(${d[1]})`;
    case Kind.bytes:
      return `bytes(${d[1]})`;
    case Kind.blob:
      return `blob(${d[1]})`;
    case Kind.list:
      return `list(${typeName(d[2])}, ${d[1]})`;
    case Kind.optional:
      return `optional(${typeName(d[1])})`;
    case Kind.oneOf:
      return `oneOf(${d.slice(1).join(', ')})`;
    case Kind.record:
      return `{ ${[...fieldsOf(d)].map(([name, type]) => `${name}: ${typeName(type)}`).join(', ')} }`;
  }
}

const hexByte = (n: number): string => `0x${n.toString(16).padStart(2, '0')}`;

function messageTable(table: Table): string {
  const rows = Object.entries(table)
    .sort(([, a], [, b]) => a.code - b.code)
    .map(([name, m]) => {
      const fields = [...fieldsOf(recordDescriptor(m.fields))]
        .map(([field, type]) => `${field}: ${typeName(type)}`)
        .join(', ');
      return `| ${hexByte(m.code)} | ${name} | ${m.direction} | ${fields ? `\`${fields}\`` : '–'} | ${m.meaning} |`;
    });
  return ['| code | message | direction | fields | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

export function wirePage(): string {
  const frames = Object.entries(FrameType).map(([name, code]) => `| ${code} | ${name} |`);
  const limitRows = Object.entries(limits).map(
    ([name, l]) =>
      `| \`${name}\` | ${l.default.toLocaleString('en')} ${l.unit} | ${l.meaning} | ${l.error ? `[\`${l.error}\`](errors.md#${l.error.toLowerCase()})` : 'none: the sender waits, or the oldest goes'} |`,
  );
  return `# The wires

<!-- Generated from protocol/ by \`npm run docs\`. Do not edit. -->

Protocol version ${protocolVersion}. Numbers are little-endian unless said otherwise.

## Values

| type | bytes |
|---|---|
| u8, u16, u32, i32, f64 | 1, 2, 4, 4 (two's complement), 8 (IEEE 754) |
| bool | 1: 0 or 1, nothing else |
| text(n) | u16 length, UTF-8, at most n bytes |
| bytes(n) | exactly n bytes |
| blob(n) | u16 length, at most n bytes |
| list(t, n) | u16 count, at most n items |
| optional(t) | 0, or 1 and the value |
| oneOf(…) | u8 index |
| { … } | the fields in order |

A reader refuses short input, trailing bytes, values out of range and malformed UTF-8.

## Link: host and card, serial

\`\`\`
offset 0     1       3      4     5     6          6+n
       ${hexByte(delimiter)}  n (LE)  type   seq   ack   payload n  CRC-32 of all before (LE)
\`\`\`

${frameOverhead} bytes are not payload. Numbered frames (types 1 to 4) carry messages in pieces; \`ack\` is the next number that
the sender expects. What comes behind a gap is kept if it is short, or sent again; a gap is answered with a \`nak\`, whose payload (u16 LE) has a bit
for each frame from \`ack\` on that is asked for (without payload: all), a repetition with \`ack\`. A \`pong\` carries the same two bytes behind its echo
while frames are missing.

| type | frame |
|---|---|
${frames.join('\n')}

### Messages

The first byte of a message is its code, the fields follow.

${messageTable(cardMessages.table)}

## Uplink: host and server, WebSocket

Path \`/uplink\`, subprotocol \`cpu6.v1\`, one message per binary WebSocket message. All but \`hello\`, \`welcome\` and
\`received\` are counted; after a drop each end sends again what the other has not received.

${messageTable(uplinkMessages.table)}

## Channel: card and server, sealed

A record is sealed as number n of its direction with AES-256-CBC and HMAC-SHA-256 (\`protocol/crypto/cbc-hmac.ts\`); host and
network see its length. Codes up to 5 stand as they are under the projection keys; under traffic keys each epoch draws its own
codes, layout and padding, so the codes below stand on no wire.

${messageTable(channelMessages.table)}

## Limits

| limit | default | meaning | error |
|---|---|---|---|
${limitRows.join('\n')}
`;
}

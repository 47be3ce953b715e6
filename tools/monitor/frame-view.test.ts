import { expect, test } from '@jest/globals';
import { encodeFrame, FrameType } from '../../protocol/link/frame.js';
import { cardMessages } from '../../protocol/messages/card.js';
import { consoleText, describeLine, FrameView } from './frame-view.js';

const message = cardMessages.encode('enrol', {
  serverId: new Uint8Array(16),
  generation: 1,
  replaces: 0,
  publisher: new Uint8Array(32),
  slotSecret: new Uint8Array(32).fill(0x41),
  share: new Uint8Array(32),
  serverName: 'shop',
});
const pieces = [
  encodeFrame({ type: FrameType.data, seq: 0, ack: 5, payload: message.subarray(0, 50) }),
  encodeFrame({ type: FrameType.last, seq: 1, ack: 5, payload: message.subarray(50) }),
];

test('frames are named, and messages by their name and size, cut anywhere; nothing of what they carry is shown', () => {
  const bytes = Buffer.concat(pieces);
  for (const cut of [1, 7, 60, 61]) {
    const view = new FrameView('to card');
    const lines = [...view.push(bytes.subarray(0, cut)), ...view.push(bytes.subarray(cut))];
    expect(lines).toMatchObject([
      { frame: 'data', seq: 0, ack: 5, bytes: 50 },
      { frame: 'last', seq: 1, message: 'enrol', messageBytes: message.length },
    ]);
    expect(describeLine(lines[1]!)).toMatch(/^→ last\s+1 ack\s+5\s+\d+ B {2}enrol \(\d+ bytes\)$/);
    expect(JSON.stringify(lines)).not.toContain('AAAA');
  }
});

test('a frame sent again is not counted twice, noise is shown as its size', () => {
  const view = new FrameView('to host');
  const lines = view.push(Buffer.concat([Buffer.from('garbage'), pieces[0]!, pieces[0]!, pieces[1]!]));
  expect(lines.map((l) => l.frame)).toEqual(['noise', 'data', 'data again', 'last']);
  expect(lines[3]).toMatchObject({ message: 'enrol', messageBytes: message.length });
});

test('console text cannot steer the terminal of who reads a file of it', () => {
  const shown = [...consoleText(Buffer.from('a\x1b[2Jb\r\n\tc\x07'))];
  expect(shown.filter((c) => c < ' ' && c !== '\n')).toEqual([]);
});

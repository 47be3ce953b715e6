import { expect, test } from '@jest/globals';
import { changeOf, flashAfter, writesIn } from './flash-writes.js';

// Lines as strace 5.16 writes them.
const log = String.raw`11338 openat(AT_FDCWD, "\x65\x73", O_RDWR) = 3
11338 lseek(3, 0, SEEK_END)             = 262144
11338 lseek(3, 1024, SEEK_SET)          = 1024
11338 read(3, "\xff\xff\xff\xff\xff\xff\xff\xff", 4096) = 8
11338 lseek(3, -4, SEEK_CUR)            = 1028
11338 write(3, "\x01\x02\x03\x04", 4)   = 4
11338 write(3, "\x05\x06", 2)           = 2
11338 write(9, "\x07", 1)               = 1
`;

test('writes are found at the places where the file stood', () => {
  expect(writesIn(log)).toEqual([
    { at: 1028, data: Buffer.of(1, 2, 3, 4) },
    { at: 1032, data: Buffer.of(5, 6) },
  ]);
});

test('what changed between two states of the flash is one write, from the first byte to the last', () => {
  expect(changeOf(Buffer.of(1, 2, 3, 4), Buffer.of(1, 9, 3, 8))).toEqual({ at: 1, data: Buffer.of(9, 3, 8) });
  expect(changeOf(Buffer.of(1, 2), Buffer.of(1, 2))).toBeUndefined();
});

test('the flash between two writes, and within one, is what had been written by then, by whole words', () => {
  const writes = [
    { at: 2, data: Buffer.of(1, 2) },
    { at: 4, data: Buffer.of(3, 4, 5, 6, 7, 8, 9, 10) },
  ];
  const before = new Uint8Array(12);
  expect([...flashAfter(before, writes, 0)]).toEqual([...before]);
  expect([...flashAfter(before, writes, 1)]).toEqual([0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...flashAfter(before, writes, 1, 0.7)]).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0]);
  expect([...flashAfter(before, writes, 2, 0.5)]).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

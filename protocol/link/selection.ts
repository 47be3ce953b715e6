// Payload of a `nak`, and what a `pong` carries behind its echo while frames are missing: which frames are asked for.
//
//   u16 (LE)   bit i: the frame with the number `ack` + i; all other frames before the highest bit have come
//
// Without it everything from `ack` on is asked for.

/** Frames behind the first missing one that may be told apart. */
export const mostAhead = 15;

/** `frames`: distances from the expected number, rising, at most {@link mostAhead}. */
export const encodeSelection = (frames: readonly number[]): Uint8Array => {
  const mask = frames.reduce((sum, i) => sum | (1 << i), 0);
  return Uint8Array.of(mask & 0xff, mask >> 8);
};

/** Bits of the frames that are asked for; `undefined` for what names none: all are. */
export const decodeSelection = (payload: Uint8Array): number | undefined =>
  payload.length === 2 ? payload[0]! | (payload[1]! << 8) : undefined;

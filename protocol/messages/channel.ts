// Messages between card and server, inside sealed records: the plaintext is code, then fields.
//
// The first five run under the projection keys with the codes below. The others run under traffic keys, and each epoch
// draws its own codes for them, so the numbers below stand on no wire.
import { blob, bool, bytes, text, u8, u16, u32 } from '../schema/types.js';
import { codec, message } from './table.js';

export const channelMessages = codec({
  project: message(1, 'down', 'S2, S5: an applet follows in chunks, first the channel code, then the applet', {
    epoch: u16,
    /** Drawn label of the key derivation. */
    drawn: bytes(8),
    /** Fresh server randomness of this epoch (epoch 0: the nS sent in clear before the first record). */
    nS: bytes(16),
    channelSize: u16,
    /** 0: the applet of the last epoch goes on. */
    appletSize: u32,
    channel: bytes(32),
    applet: bytes(32),
  }),
  chunk: message(2, 'down', 'a piece of them', { body: blob(1024) }),
  attest: message(3, 'up', 'S3: what runs, MACed; nC is fresh card randomness of this epoch', {
    mac: bytes(32),
    nC: bytes(16),
  }),
  machineId: message(4, 'up', 'S6: Noise message 1 of the host key process', { noise: blob(512) }),
  hostReply: message(5, 'down', 'S8: Noise message 2', { noise: blob(512) }),
  finished: message(6, 'both', 'MAC over the transcript hash; the first record under traffic keys each way', {
    mac: bytes(32),
  }),
  call: message(7, 'both', 'calls a method of the other half', {
    call: u16,
    /** Position in the header's list of the half that is called: `server` (up) or `card` (down). */
    method: u8,
    /** Idempotency key of the gate call behind it, zeros if there is none. */
    key: bytes(16),
    /** The how-manieth server call of that gate call. */
    ordinal: u8,
    body: blob(2560),
  }),
  result: message(8, 'both', 'status 0 and the value, or an error number and a text', {
    call: u16,
    status: u16,
    body: blob(2560),
  }),
  switch: message(9, 'both', 'the last record under the old epoch, each way', { epoch: u16 }),
  sign: message(
    11,
    'down',
    'a publisher’s signature follows in chunks: of the applet (1), or of the key after his (2)',
    {
      kind: u8,
      /** As it was signed, see protocol/publisher/statement.ts. */
      statement: blob(128),
    },
  ),
  wanted: message(12, 'up', 'answers `project` in a slot with a publisher: does the card need the signature?', {
    signature: bool,
    /** Whose applets it takes. */
    publisher: bytes(32),
  }),
  slot: message(13, 'both', 'renews the slot of this session; the card answers with what it holds then', {
    generation: u16,
    /** Old slot secret XOR new one; in the answer zeros. */
    delta: bytes(32),
    /** Another one than before needs the button. */
    publisher: bytes(32),
  }),
  close: message(10, 'both', 'ends the session', { code: u16, detail: text(160) }),
  report: message(14, 'up', 'to the author: where the applet failed, or a line it logged; the caller does not see it', {
    /** The first bytes of the applet's measurement: after a change of epoch it may be the one before. */
    applet: bytes(4),
    /** 0: an error; else the number of the call of `console` in the applet's code. */
    log: u16,
    text: blob(160),
    /** The interpreter's own trace, cut off. */
    trace: blob(320),
  }),
  segment: message(
    16,
    'both',
    'up: asks for a segment of an overlaid applet; down: a piece of it, empty if none is given',
    {
      /** The first bytes of its digest. */
      segment: bytes(8),
      /** Empty in the request. */
      body: blob(1024),
    },
  ),
  cell: message(15, 'both', 'channel mode: a piece of a message, or none, and zeros up to the size of cells', {
    /** Running digest over the cells before it in this direction and epoch, see `cells.ts`. */
    digest: bytes(16),
    /** 1: it is the last piece of its message. 2: a cell from the other side came too late. */
    flags: u8,
    data: blob(1005),
  }),
});

/** The greatest code of the table. */
export const channelCodes = 16;
/** Codes that an epoch draws from: each message gets one of 1 to this, and those that are left mean nothing. */
export const wireCodes = 31;

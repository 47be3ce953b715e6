// Messages between host and card, carried by the link. `channel` bodies are sealed between card and server.
import { blob, bool, bytes, list, optional, record, text, u8, u16, u32 } from '../schema/types.js';
import { codec, message } from './table.js';

/** What a card says of itself. `crypto` is a bit set: 1 SHA-256, 2 AES-CBC/ECB, 4 AES-CCM. */
export const cardDescription = {
  version: u8,
  /** 16 random bytes that the card drew when it was flashed. */
  cardId: bytes(16),
  board: text(16),
  /** SHA-256 of the runtime as it stands in the card's storage. */
  runtime: bytes(32),
  crypto: u8,
  button: bool,
  vars: u32,
  free: u32,
  /** `flags`: 1 it has a PIN, 2 it takes applets of its publisher only. */
  slots: list(record({ serverId: bytes(16), generation: u16, flags: u8 }), 8),
} as const;

export const cardMessages = codec({
  describe: message(0x01, 'down', 'asks the card what it is', {}),
  description: message(0x81, 'up', 'the answer', cardDescription),
  enrol: message(0x02, 'down', 'gives the card a slot; the card takes it when its button was pressed', {
    serverId: bytes(16),
    generation: u16,
    /** Generation of the slot that it takes the place of; 0: none. */
    replaces: u16,
    slotSecret: bytes(32),
    /** The host's share: the card keeps slotSecret XOR share. */
    share: bytes(32),
    /** The slot takes applets of this publisher only; zeros: all. */
    publisher: bytes(32),
    serverName: text(32),
  }),
  enrolled: message(0x82, 'up', 'the slot is kept', { serverId: bytes(16) }),
  forget: message(0x03, 'down', 'removes a slot; the card does it when its button was pressed', {
    serverId: bytes(16),
    generation: u16,
  }),
  forgotten: message(0x83, 'up', 'the slot is gone', { serverId: bytes(16) }),
  open: message(0x04, 'down', 'S1: opens a session under a slot; ends one that was open', {
    session: u8,
    serverId: bytes(16),
    generation: u16,
    share: bytes(32),
    /** Empty: none. */
    pin: text(32),
  }),
  opened: message(0x84, 'up', 'S1: the card is ready and has drawn nC', { session: u8, nC: bytes(16) }),
  channel: message(0x05, 'both', 'a sealed record of card or server; the first one down starts with nS', {
    session: u8,
    body: blob(3584),
  }),
  projected: message(0x86, 'up', 'S3: a verified applet runs; what the gate must know of it', {
    session: u8,
    epoch: u16,
    applet: bytes(32),
    /** The applet's header, JSON. */
    header: text(4096),
  }),
  askId: message(0x87, 'up', 'S6: the applet asks the host key process for the machine ID', {
    session: u8,
    /** Noise prologue. */
    hello: bytes(32),
  }),
  machineId: message(0x06, 'down', 'S6: Noise message 1', { session: u8, noise: blob(512) }),
  askKey: message(0x88, 'up', 'S9: hands Noise message 2 to the host key process', { session: u8, noise: blob(512) }),
  sessionKey: message(0x07, 'down', 'S10: the session key that only this host could open', {
    session: u8,
    key: bytes(32),
  }),
  ready: message(0x89, 'up', 'both Finished were right: the gate is open', { session: u8 }),
  call: message(
    0x08,
    'down',
    'a gate call; body sealed under the gate keys: epoch u16 (the last one of which the host knows), method u8, key (16), arguments. `CARD_BUSY` answers one whose epoch had another gate',
    {
      session: u8,
      call: u16,
      body: blob(2560),
    },
  ),
  result: message(0x8a, 'up', 'its answer; body sealed: status u16 (0, or an error number), value or text', {
    session: u8,
    call: u16,
    body: blob(2560),
  }),
  presence: message(0x8b, 'up', 'the card waits for its button; body (if any) sealed: the message to show', {
    session: u8,
    call: u16,
    body: optional(blob(512)),
    seconds: u8,
  }),
  presenceEnd: message(0x8c, 'up', 'the wait is over', { session: u8, call: u16, pressed: bool }),
  epoch: message(0x8d, 'up', 'a new epoch took over', { session: u8, epoch: u16 }),
  cancel: message(0x09, 'down', 'gives up a gate call', { session: u8, call: u16 }),
  pin: message(0x0e, 'down', 'tries the PIN of a slot, or sets another one (empty: none) when the button was pressed', {
    serverId: bytes(16),
    generation: u16,
    set: bool,
    pin: text(32),
    next: text(32),
  }),
  pinned: message(0x92, 'up', 'the PIN is right, and set if that was asked', { serverId: bytes(16), generation: u16 }),
  renewing: message(0x93, 'up', 'the slot of this session is about to become another generation: keep it in mind', {
    session: u8,
    generation: u16,
  }),
  renew: message(0x0d, 'down', 'the host has kept it: go on', { session: u8, generation: u16 }),
  close: message(0x0a, 'down', 'ends a session; the card wipes it', { session: u8, code: u16 }),
  closed: message(0x8e, 'up', 'the session ended and was wiped', { session: u8, code: u16 }),
  unlock: message(0x0b, 'down', 'asks for a challenge, to open the console', {}),
  challenge: message(0x90, 'up', 'the challenge, for one try', { nonce: bytes(16) }),
  prove: message(0x0c, 'down', 'its HMAC under the unlock key of the card; ends the session that is open', {
    mac: bytes(32),
  }),
  unlocked: message(0x91, 'up', 'it was right: the card starts once without the runtime', {}),
  fault: message(0x8f, 'up', 'the card refuses a message', {
    inReplyTo: u8,
    session: u8,
    code: u16,
    detail: text(160),
  }),
});

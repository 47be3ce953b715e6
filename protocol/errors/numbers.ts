// Numbers of the catalogue that the card reports, as plain constants: its runtime carries no texts.
// `numbers.test.ts` holds them to the catalogue.

export const INTERNAL = 1;
export const MESSAGE_TOO_BIG = 8;
export const MESSAGE_MALFORMED = 9;
export const CARD_BUSY = 21;
export const CARD_CRYPTO = 29;
export const CARD_MEMORY = 30;
export const CARD_STATE = 31;
export const CARD_STORAGE = 32;
export const UNLOCK_REFUSED = 35;
export const NOT_ENROLLED = 50;
export const PRESENCE_TIMEOUT = 53;
export const SLOTS_FULL = 55;
export const SEAL_BROKEN = 82;
export const FINISHED_WRONG = 85;
export const HANDSHAKE_TIMEOUT = 86;
export const SESSION_CLOSED = 87;
export const SESSION_UNKNOWN = 89;
export const EPOCH_FAILED = 93;
export const EPOCH_EXHAUSTED = 94;
export const RATE_LIMITED = 95;
export const METHOD_UNKNOWN = 121;
export const ARGUMENTS_INVALID = 122;
export const ARGUMENTS_TOO_BIG = 123;
export const APPLET_MALFORMED = 124;
export const APPLET_TOO_BIG = 125;
export const APPLET_REFUSED = 126;
export const APPLET_QUOTA = 127;
export const APPLET_ERROR = 128;
export const RATE_EXCEEDED = 129;
export const CALL_TIMEOUT = 130;
export const CALL_CANCELLED = 131;
export const ANSWER_INVALID = 133;

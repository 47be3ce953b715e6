// Numbers of the link frame, apart from its codec: the card's runtime takes them without pulling Node into the card.

export const delimiter = 0xa5;
/** Bytes of a frame that are not payload. */
export const frameOverhead = 10;
export const headerLength = 6;
/** CRC-32 over a frame with its own CRC appended gives this constant. */
export const crcResidue = 0x2144df1c;

// What each means stands in `FrameType` of frame.ts.
export const frameData = 1;
export const frameLast = 2;
export const frameControlData = 3;
export const frameControlLast = 4;
export const frameAck = 5;
export const frameNak = 6;
export const frameHello = 7;
export const frameWelcome = 8;
export const framePing = 9;
export const framePong = 10;
export const frameReset = 11;

/** Bytes of the payloads of greeting.ts. */
export const helloLength = 9;
export const welcomeLength = 18;
/** Most bytes of one message on any link; a card announces what it takes itself. */
export const longestMessage = 65_536;

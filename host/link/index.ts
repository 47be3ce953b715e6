// The reliable byte transport between host and card.
export { type CardAddress, defaultBaud, parseAddress } from './address.js';
export { type Decoded, FrameDecoder } from './decoder.js';
export { type Discovery, discover } from './discovery.js';
export { type Rung, rungs } from './ladder.js';
export { Link } from './link.js';
export type { LinkInfo } from './link-events.js';
export { openPort } from './open-port.js';
export type { LinkOptions } from './options.js';
export { type CardPort, closePort, type PortOpener } from './port.js';
export type { LinkStats } from './stats.js';
export { TcpBinding } from './tcp-binding.js';

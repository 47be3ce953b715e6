// What a link tells its owner.
import type { Cpu6Error } from '../../protocol/errors/error.js';
import type { Rung } from './ladder.js';

export interface LinkInfo {
  /** Counted by the card at each start. */
  readonly boot: number;
  /** The boot number differs from that of the last time: the card has restarted. */
  readonly restarted: boolean;
}

export interface LinkEvents {
  message: [message: Uint8Array];
  up: [info: LinkInfo];
  down: [why: Cpu6Error];
  /** The card is out of reach for now; `resumed` or `down` follows. */
  interrupted: [];
  resumed: [];
  /** A step of the recovery ladder is taken; `resend` is only counted. */
  recovery: [rung: Rung];
  /** A whole ladder was climbed in vain, or the port cannot be opened. */
  silent: [why: Cpu6Error];
  /** Bytes as they cross the port, and whether it was opened or lost. */
  bytes: [direction: 'down' | 'up', bytes: Uint8Array];
  port: [open: boolean];
}

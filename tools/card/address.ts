// Which cards are not boards, and what a running one offers.
import type { EventEmitter } from 'node:events';

export interface RunningCard extends EventEmitter {
  /** `tcp:HOST:PORT` or `serial:PATH`. */
  readonly address: string;
  /** `HOST:PORT` of its control connection. */
  readonly control: string;
  /** Resolves when it ends by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export const isVirtual = (address: string): boolean => /^(virtual|espruino):/.test(address);

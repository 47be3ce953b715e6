// What the link needs of a port: a SerialPort stream (real, mock or over TCP), or any duplex stream in tests.
import type { Duplex } from 'node:stream';

export type CardPort = Duplex & {
  /** SerialPort streams are closed with this; plain streams with `destroy`. */
  readonly close?: (callback?: (error: Error | null) => void) => void;
  readonly isOpen?: boolean;
  /** Modem lines and the break condition, on ports that have them. */
  readonly set?: (options: { readonly brk?: boolean }, callback: (error?: Error | null) => void) => void;
};

/** Resolves to an open port for an address. */
export type PortOpener = (address: string) => Promise<CardPort>;

/** Closes a port of either kind; resolves when it is closed, also if it was before. */
export const closePort = (port: CardPort): Promise<void> =>
  new Promise((resolve) => {
    if (port.close === undefined) {
      port.destroy();
      resolve();
    } else if (port.isOpen) port.close(() => resolve());
    else resolve();
  });

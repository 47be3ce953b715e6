// Which card the suites of this folder run on, and what that leaves unproved.
import path from 'node:path';

export type Kind = 'hardware' | 'interpreter' | 'virtual';

export interface Which {
  readonly kind: Kind;
  /** `serial:…`, `tcp:…`, `espruino:BINARY` or `virtual:BOARD`. */
  readonly address: string;
}

export const kindOf = (address: string): Kind =>
  address.startsWith('virtual:') ? 'virtual' : address.startsWith('espruino:') ? 'interpreter' : 'hardware';

/** What a run on such a card does not show. */
export const unproved: Readonly<Record<Kind, readonly string[]>> = {
  hardware: [
    'that another board, or another version of Espruino, behaves alike',
    'how the runtime bears a lack of memory at each step; an applet that takes all of it is tried',
  ],
  interpreter: [
    'USB and UART of a board, its flash, its button and its watchdog',
    'how the runtime bears a lack of memory at every step: some are tried (docs/card-mode.md has all)',
    'times: the native build polls its inputs, up to 100 ms a turn',
  ],
  virtual: [
    'that the interpreter of a board runs the runtime: it is another engine (QuickJS)',
    'how the runtime bears a lack of memory at each step; here it is an exception, which it is not on a board',
    'USB and UART of a board, its flash, its button, its watchdog and its speed',
  ],
};

/** The card of this run: `CPU6_CARD`, else the interpreter of `CPU6_ESPRUINO`, else the virtual card. */
export function which(): Which {
  const binary = process.env.CPU6_ESPRUINO;
  const address = process.env.CPU6_CARD ?? (binary ? `espruino:${path.resolve(binary)}` : 'virtual:PICO_R1_3');
  return { kind: kindOf(address), address };
}

/** Whole minutes that the soak lasts; 0: a few calls. */
export const soakMinutes = (): number => Number(process.env.CPU6_HIL_MINUTES ?? 0);

// What a link is given: its port, and the limits of `protocol/limits.ts` that concern it.
import { limitOf } from '../../protocol/limits.js';
import type { Clock } from '../clock.js';
import type { CardPort } from './port.js';

const limitNames = [
  'frame',
  'window',
  'message',
  'queue',
  'retries',
  'heartbeat',
  'silence',
  'idle',
  'greet',
  'break',
  'reset',
  'reopen',
  'resume',
] as const;
export type LinkLimits = Record<(typeof limitNames)[number], number>;

export interface LinkOptions extends Partial<LinkLimits> {
  /** Opens the port anew, each time that is needed. */
  readonly open: () => Promise<CardPort>;
  /** For messages of errors only. */
  readonly address: string;
  readonly clock?: Clock;
  /** From 0 up to, not including, 1: for names of links and pauses. A test gives one with a seed. */
  readonly random?: () => number;
}

/** The limits of a daemon that concern a link. */
export const linkLimits = (limits: (name: `link.${(typeof limitNames)[number]}`) => number): LinkLimits =>
  Object.fromEntries(limitNames.map((name) => [name, limits(`link.${name}`)])) as LinkLimits;

/** The options with the defaults of what is left out. */
export function completed(options: LinkOptions): LinkOptions & LinkLimits {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...linkLimits(limitOf), ...given } as LinkOptions & LinkLimits;
}

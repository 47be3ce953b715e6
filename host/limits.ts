// The limits of `protocol/limits.ts` with this daemon's own values.
import { Cpu6Error } from '../protocol/errors/error.js';
import { limits as known, type LimitName, limitOf } from '../protocol/limits.js';

/** Reads a limit. */
export type Limits = (name: LimitName) => number;
export type LimitOverrides = Partial<Readonly<Record<LimitName, number>>>;

/** The defaults. */
export const defaultLimits: Limits = limitOf;

/** Throws `CONFIG_INVALID` for a name that does not exist or a value that is no number above 0. */
export function limitsWith(overrides: LimitOverrides): Limits {
  for (const [name, value] of Object.entries(overrides))
    if (!Object.hasOwn(known, name) || !Number.isFinite(value) || value <= 0)
      throw new Cpu6Error('CONFIG_INVALID', {
        file: 'limits',
        why: `"${name}" must be a known limit and a number above 0`,
      });
  return (name) => overrides[name] ?? limitOf(name);
}

// What a server is told at its start, resolved once: options with their defaults, and the limits of the protocol.
import type { ServerOptions as TlsOptions } from 'node:https';
import { isSuiteName, type SuiteName, suiteNames } from '../protocol/crypto/suites.js';
import { type Limit, limits } from '../protocol/limits.js';
import type { ProtectionMode } from '../protocol/messages/cells.js';

export type LimitName = keyof typeof limits;

export interface ServerOptions {
  /** Directory of keys and database; made if it is not there. */
  readonly dataDir: string;
  /** TCP port, 0 for any. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** URL of the uplink as hosts reach it, for tickets. Default: made of host, port and `tls`. */
  readonly publicUrl?: string;
  /** Directories with built processes: `NAME.applet`, `NAME.server.mjs`. */
  readonly processDirs: readonly string[];
  /** Measurements (32 bytes) of the card runtimes that are served, or `any`. */
  readonly allowRuntime: readonly Uint8Array[] | 'any';
  /** Calls after which a session goes to its next epoch. Default 1,000; 0: never for that reason. */
  readonly epochEvery?: number;
  /** Age in ms at which an epoch ends with the next call. Default 900,000; 0: never for that reason. */
  readonly epochAge?: number;
  /**
   * Suites that epochs may be drawn in. Default: those that the card has natively, and those in script that are fast
   * enough on its board (limit `suite.time`). Named here, a suite is drawn however slow it is; a card that has none of
   * them is refused.
   */
  readonly suites?: readonly SuiteName[] | undefined;
  /** Public key (32 bytes) of the publisher to whose applets new slots are pinned. Default: none. */
  readonly publisher?: Uint8Array;
  /** How card and server protect what they say, for every process. Default: what the process asks for, else `packet`. */
  readonly mode?: ProtectionMode | undefined;
  /** Name shown to the holder at enrolment, at most 32 bytes. Default `cpu6`. */
  readonly name?: string;
  /** How long a host's certificate holds, ms. Default 365 days. */
  readonly certificateAge?: number;
  /** How long answers (and ended sessions) are kept for repetitions, ms. Default 30 days. */
  readonly keepAge?: number;
  /** Connections at once. Default 12,000. */
  readonly connections?: number;
  /** New uplinks, sessions and enrolments of one address: burst, and how many more per second. Defaults 60 and 10. */
  readonly burst?: number;
  readonly perSecond?: number;
  /** Other values for limits of the protocol. */
  readonly limits?: Partial<Record<LimitName, number>>;
  /** Certificate and key; without it the server speaks plain HTTP and WebSocket. */
  readonly tls?: TlsOptions;
  /** Clock, ms since 1970. */
  readonly now?: () => number;
}

export interface Settings
  extends Required<Omit<ServerOptions, 'limits' | 'tls' | 'publicUrl' | 'suites' | 'publisher' | 'mode'>> {
  readonly suites: readonly SuiteName[] | undefined;
  readonly mode: ProtectionMode | undefined;
  readonly publicUrl: string | undefined;
  readonly publisher: Uint8Array | undefined;
  readonly tls: TlsOptions | undefined;
  limit(name: LimitName): number;
}

const day = 86_400_000;

export function resolveSettings(options: ServerOptions): Settings {
  const given: Partial<Record<LimitName, number>> = options.limits ?? {};
  for (const [name, value] of Object.entries(given))
    if (!Object.hasOwn(limits, name) || !Number.isFinite(value) || value <= 0)
      throw new RangeError(`limit "${name}" must be a known name and a number above 0`);
  const within = (name: LimitName, low: number, high: number): void => {
    const value = given[name] ?? limits[name].default;
    if (value < low || value > high) throw new RangeError(`limit "${name}" must be from ${low} to ${high}`);
  };
  within('cells.size', 64, 1024);
  within('cells.pace', 100, 10_000);
  within('cells.late', given['cells.pace'] ?? limits['cells.pace'].default, 3_600_000);
  within('cells.quiet', given['cells.late'] ?? limits['cells.late'].default, 86_400_000);
  const strange = options.suites?.find((name) => !isSuiteName(name));
  if (strange !== undefined || options.suites?.length === 0)
    throw new RangeError(`"suites" must name some of ${suiteNames.join(', ')}`);
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 0xffff)
    throw new RangeError('"port" must be a whole number from 0 to 65535');
  return {
    host: '127.0.0.1',
    epochEvery: 1000,
    epochAge: 900_000,
    name: 'cpu6',
    certificateAge: 365 * day,
    keepAge: 30 * day,
    connections: 12_000,
    burst: 60,
    perSecond: 10,
    now: Date.now,
    ...withoutUndefined(options),
    publicUrl: options.publicUrl,
    suites: options.suites,
    publisher: options.publisher,
    mode: options.mode,
    tls: options.tls,
    limit: (name) => given[name] ?? (limits[name] as Limit).default,
  };
}

/** An option given as `undefined` is one not given. */
const withoutUndefined = (options: ServerOptions): ServerOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as ServerOptions;

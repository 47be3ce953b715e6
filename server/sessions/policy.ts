// What a card may run to get a session: runtimes, boards and applets by measurement or name, as the operator allows them.
//
// The measurements that are checked here are the ones that the card then has to attest under its slot secret, before any
// key of the session flows, and again at each epoch.
import { equal } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import type { Settings } from '../settings.js';
import type { Sql } from '../store/sql.js';

export const policyKinds = ['runtime', 'board', 'applet'] as const;
export type PolicyKind = (typeof policyKinds)[number];

export interface PolicyRule {
  readonly kind: PolicyKind;
  /** Measurement (64 hex digits) of a runtime or an applet, or name of a board. */
  readonly value: string;
  /** When it was allowed, ms since 1970. */
  readonly at: number;
}

const forms: Record<PolicyKind, RegExp> = {
  runtime: /^[0-9a-f]{64}$/,
  board: /^[\x21-\x7e]{1,16}$/,
  applet: /^[0-9a-f]{64}$/,
};

export class Policy {
  constructor(
    private readonly sql: Sql,
    private readonly settings: Pick<Settings, 'allowRuntime' | 'now'>,
  ) {}

  /** Rules of the operator, besides the runtimes that the server was started with. */
  rules(): PolicyRule[] {
    return this.sql.all('SELECT kind, value, at FROM policy ORDER BY kind, at') as unknown as PolicyRule[];
  }

  /** Is that a value which such a rule can have? */
  static isRule(kind: string, value: string): kind is PolicyKind {
    return (policyKinds as readonly string[]).includes(kind) && forms[kind as PolicyKind].test(value);
  }

  allow(kind: PolicyKind, value: string): void {
    this.sql.run('INSERT INTO policy VALUES (?, ?, ?) ON CONFLICT DO NOTHING', kind, value, this.settings.now());
  }
  /** False if there was no such rule. */
  remove(kind: PolicyKind, value: string): boolean {
    return this.sql.run('DELETE FROM policy WHERE kind = ? AND value = ?', kind, value) > 0;
  }

  /** Throws `RUNTIME_UNKNOWN` or `BOARD_REFUSED`. Without a rule for boards, all are allowed. */
  checkCard({ runtime, board }: { readonly runtime: Uint8Array; readonly board: string }): void {
    const { allowRuntime } = this.settings;
    const measurement = hex(runtime);
    if (allowRuntime !== 'any' && !allowRuntime.some((m) => equal(m, runtime)) && !this.#has('runtime', measurement))
      throw new Cpu6Error('RUNTIME_UNKNOWN', { measurement });
    if (this.#restricts('board') && !this.#has('board', board)) throw new Cpu6Error('BOARD_REFUSED', { board });
  }

  /** Throws `APPLET_NOT_ALLOWED`. Without a rule for applets, all that the server has loaded are allowed. */
  checkApplet(measurement: Uint8Array): void {
    if (this.#restricts('applet') && !this.#has('applet', hex(measurement)))
      throw new Cpu6Error('APPLET_NOT_ALLOWED', { measurement: hex(measurement) });
  }

  #restricts(kind: PolicyKind): boolean {
    return this.sql.get('SELECT 1 FROM policy WHERE kind = ? LIMIT 1', kind) !== undefined;
  }
  #has(kind: PolicyKind, value: string): boolean {
    return this.sql.get('SELECT 1 FROM policy WHERE kind = ? AND value = ?', kind, value) !== undefined;
  }
}

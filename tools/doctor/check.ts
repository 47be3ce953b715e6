// What a check of `cpu6 doctor` is, and how its findings are written down.

export type Status = 'ok' | 'warning' | 'failed' | 'skipped';

export interface Finding {
  /** What was looked at. */
  readonly check: string;
  readonly status: Status;
  /** What was found. */
  readonly found: string;
  /** What mends it. */
  readonly fix?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, status: 'ok', found });
export const skipped = (check: string, found: string): Finding => ({ check, status: 'skipped', found });
export const warning = (check: string, found: string, fix: string): Finding => ({
  check,
  status: 'warning',
  found,
  fix,
});
export const failed = (check: string, found: string, fix: string): Finding => ({ check, status: 'failed', found, fix });

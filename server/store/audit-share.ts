// The share of the audit log that strangers may fill: so many entries at once, and so many per second. What they cause
// beyond that is counted, and the count stands in the next entry.
import { Buckets } from '../bucket.js';
import type { AuditLog } from './audit.js';

const burst = 200;
const perSecond = 0.2;

export function auditShare(
  audit: AuditLog,
  now: () => number,
): (kind: string, detail: Readonly<Record<string, unknown>>) => void {
  const share = new Buckets(burst, perSecond, now);
  let skipped = 0;
  return (kind, detail) => {
    if (!share.take('')) {
      skipped++;
      return;
    }
    audit.append(kind, skipped > 0 ? { ...detail, notNoted: skipped } : detail);
    skipped = 0;
  };
}

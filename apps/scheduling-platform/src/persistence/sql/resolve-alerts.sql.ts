import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const resolved = (now: string): string => `UPDATE alerts SET state = 'RESOLVED', open_key = NULL, resolved_at = ${now} WHERE open_key IS NOT NULL`;

const bySuccess = (now: string): string => `
  ${resolved(now)} AND (
    (kind = 'OVERDUE' AND run_id = :runId)
    OR (kind IN ('FAILED', 'EXHAUSTED', 'MISMATCH') AND run_id IN (
      SELECT earlier.id FROM runs earlier, runs later
      WHERE later.id = :runId AND earlier.task = later.task AND earlier.created_at <= later.created_at
        AND (earlier.business_date = later.business_date OR (earlier.business_date IS NULL AND later.business_date IS NULL)))))`;

/** A run succeeded: it is late no more, and failures of it or of an earlier run of the same task and date are made good. */
export const resolveAlertsBySuccess = statement<{ runId: string }>({
  name: 'resolve-alerts-by-success',
  postgres: bySuccess(NOW.postgres),
  oracle: bySuccess(NOW.oracle),
});

const overdue = (now: string): string => `${resolved(now)} AND kind = 'OVERDUE' AND run_id = :runId`;

/** A run was cancelled: nobody waits for it any more. */
export const resolveOverdueAlert = statement<{ runId: string }>({
  name: 'resolve-overdue-alert',
  postgres: overdue(NOW.postgres),
  oracle: overdue(NOW.oracle),
});

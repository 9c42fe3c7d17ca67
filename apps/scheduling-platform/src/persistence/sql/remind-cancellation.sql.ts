import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

interface Binds {
  id: string;
  attempt: number;
  giveUpInMs: number;
}

const cancelled = (now: string, giveUp: string): string => `
  SELECT id AS run_id, attempt, last_url AS url, 0 AS tries, ${now} AS due_at, ${giveUp} AS give_up_at
  FROM runs WHERE id = :id AND attempt = :attempt AND attempt_dispatches > 0 AND state = 'CANCELLED'`;

/**
 * The target of a cancelled run is to be told, at once. Also used when a dispatch comes back that the cancellation had
 * overtaken: the target may have answered "unknown" to it and taken the work up a moment later.
 */
export const remindCancellation = statement<Binds>({
  name: 'remind-cancellation',
  postgres: `
    INSERT INTO run_cancellations (run_id, attempt, url, tries, due_at, give_up_at) ${cancelled(NOW.postgres, inMs('giveUpInMs').postgres)}
    ON CONFLICT (run_id, attempt) DO UPDATE SET due_at = EXCLUDED.due_at, lease_token = NULL`,
  oracle: `
    MERGE INTO run_cancellations c USING (${cancelled(NOW.oracle, inMs('giveUpInMs').oracle)}) s
    ON (c.run_id = s.run_id AND c.attempt = s.attempt)
    WHEN MATCHED THEN UPDATE SET c.due_at = s.due_at, c.lease_token = NULL
    WHEN NOT MATCHED THEN INSERT (run_id, attempt, url, tries, due_at, give_up_at) VALUES (s.run_id, s.attempt, s.url, s.tries, s.due_at, s.give_up_at)`,
});

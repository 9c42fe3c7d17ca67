import { statement } from '@syncline/database';
import { statesThatMay } from '../../runs/domain/run.state-machine.ts';
import { inMs, NOW } from './now.ts';

interface Binds {
  id: string;
  attempt: number;
  /** SUCCEEDED, FAILED or WAITING_RETRY. */
  state: string;
  reason: string | null;
  detail: string | null;
  /** Until the next attempt; null when the run ends. */
  retryInMs: number | null;
  sequence: number;
  attemptEnd: string;
  progress: string | null;
  files: string | null;
  reconciliation: string | null;
}

const apply = (now: string, retry: string): string => `
  UPDATE runs SET state = :state, reason = :reason, detail = :detail, attempt_end_json = :attemptEnd, last_sequence = :sequence,
    progress_json = COALESCE(:progress, progress_json), files_json = COALESCE(:files, files_json), reconciliation_json = COALESCE(:reconciliation, reconciliation_json),
    started_at = COALESCE(started_at, ${now}),
    due_at = CASE WHEN :state = 'WAITING_RETRY' THEN ${retry} END,
    ended_at = CASE WHEN :state = 'WAITING_RETRY' THEN NULL ELSE ${now} END,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL
  WHERE id = :id AND attempt = :attempt AND state IN (${statesThatMay('SUCCEED')})`;

/** A report that ends the attempt. It takes the lease away too: the answer to a dispatch in flight must not undo it. */
export const applyAttemptEnd = statement<Binds>({
  name: 'apply-attempt-end',
  postgres: apply(NOW.postgres, inMs('retryInMs').postgres).replaceAll(':state', 'CAST(:state AS varchar)'),
  oracle: apply(NOW.oracle, inMs('retryInMs').oracle),
});

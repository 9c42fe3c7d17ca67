import { statement } from '@syncline/database';
import { statesThatMay } from '../../runs/domain/run.state-machine.ts';

interface Binds {
  id: string;
  attempt: number;
  attemptLimit: number;
  nextUrl: string;
  /** ISO instant; null: the run waits for its turn in the queue. */
  dueAt: Date | null;
  deadlineAt: Date;
}

const requeue = `
  UPDATE runs SET state = 'QUEUED', reason = NULL, detail = NULL, attempt = :attempt, attempt_limit = :attemptLimit,
    attempt_dispatches = 0, dispatch_failures = 0, last_sequence = 0, attempt_end_json = NULL,
    progress_json = NULL, files_json = NULL, reconciliation_json = NULL,
    next_url = :nextUrl, due_at = :dueAt, ended_at = NULL, deadline_at = :deadlineAt
  WHERE id = :id AND state IN (${statesThatMay('RETRY')})`;

/** A person's retry: the one way out of an end. */
export const requeueRun = statement<Binds>({ name: 'requeue-run', postgres: requeue, oracle: requeue });

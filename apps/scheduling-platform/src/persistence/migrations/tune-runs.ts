import { migration } from '@syncline/database';

/**
 * Indexes for many runs at a time. The claim walks each target in the order in which its runs are to go out; a firing
 * looks only at active runs of its task and date; the next one in a queue is the first of those that wait. Lists by state
 * have an index for the states that are seldom; the others are found fast among the newest.
 */
export const TuneRuns = migration({
  name: 'TuneRuns1795910000009',
  postgres: [
    `CREATE INDEX ix_runs_claim ON runs (target_key, priority DESC, due_at, id) WHERE due_at IS NOT NULL AND lease_until IS NULL`,
    `CREATE INDEX ix_runs_active ON runs (task, (COALESCE(business_date, '0000-00-00'))) WHERE state IN ('QUEUED', 'RUNNING', 'WAITING_RETRY')`,
    `CREATE INDEX ix_runs_waiting ON runs (queue_key, (COALESCE(business_date, '0000-00-00')), created_at, id) WHERE state = 'QUEUED' AND due_at IS NULL`,
    `CREATE INDEX ix_runs_task_id ON runs (task, id)`,
    `CREATE INDEX ix_runs_unusual ON runs (state, id) WHERE state IN ('WAITING_RETRY', 'FAILED', 'CANCELLED', 'SKIPPED')`,
    `DROP INDEX ix_runs_state`,
    `DROP INDEX ix_runs_due`,
    `DROP INDEX ix_runs_task`,
  ],
  oracle: [
    `CREATE INDEX ix_runs_active ON runs (task, state, business_date)`,
    `CREATE INDEX ix_runs_waiting ON runs (queue_key, state, due_at)`,
    `CREATE INDEX ix_runs_task_id ON runs (task, id)`,
    // Last, so that a migration which broke before can be run again from its beginning.
    `DROP INDEX ix_runs_task`,
  ],
});

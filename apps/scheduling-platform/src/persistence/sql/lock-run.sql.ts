import type { RunState } from '@syncline/contract';
import { statement } from '@syncline/database';
import type { AttemptEnd } from '../../reports/domain/report.types.ts';
import { NOW } from './now.ts';

export interface LockedRunRow {
  id: string;
  task: string;
  taskVersion: number;
  groupName: string | null;
  businessDate: string | null;
  queueKey: string;
  state: RunState;
  attempt: number;
  attemptLimit: number;
  dispatches: number;
  attemptDispatches: number;
  lastSequence: number;
  attemptEndJson: AttemptEnd | null;
  leaseToken: string | null;
  nowAt: Date;
}

const lock = (now: string): string => `
  SELECT id, task, task_version, group_name, business_date, queue_key, state, attempt, attempt_limit, dispatches, attempt_dispatches, last_sequence, attempt_end_json, lease_token,
    ${now} AS now_at
  FROM runs WHERE id = :id FOR UPDATE`;

/** One run as it is now, held until the transaction ends. Whoever may end the run has taken its queue's lock before. */
export const lockRun = statement<{ id: string }, LockedRunRow>({ name: 'lock-run', postgres: lock(NOW.postgres), oracle: lock(NOW.oracle) });

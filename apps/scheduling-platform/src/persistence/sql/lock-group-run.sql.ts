import { statement } from '@syncline/database';
import type { GroupRunState } from '../../group-runs/domain/group-run.state-machine.ts';
import { NOW } from './now.ts';

export interface LockedGroupRunRow {
  id: string;
  groupName: string;
  groupVersion: number;
  businessDate: string | null;
  state: GroupRunState;
  isWaiting: boolean;
  overdueAt: Date | null;
  failAt: Date | null;
  nowAt: Date;
}

const lock = (now: string): string => `
  SELECT id, group_name, group_version, business_date, state, is_waiting, overdue_at, fail_at, ${now} AS now_at
  FROM group_runs WHERE id = :id FOR UPDATE`;

/** One group run as it is now, held until the transaction ends. The lock of its group's queue is taken before. */
export const lockGroupRun = statement<{ id: string }, LockedGroupRunRow>({ name: 'lock-group-run', postgres: lock(NOW.postgres), oracle: lock(NOW.oracle) });

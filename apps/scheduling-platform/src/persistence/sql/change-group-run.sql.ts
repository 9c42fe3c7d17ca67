import { statement } from '@syncline/database';
import { groupStatesThatMay, groupTransition } from '../../group-runs/domain/group-run.state-machine.ts';
import { NOW } from './now.ts';

const start = `UPDATE group_runs SET state = '${groupTransition('QUEUED', 'START')}' WHERE id = :id AND state IN (${groupStatesThatMay('START')})`;

/** The first member was dispatched. */
export const startGroupRun = statement<{ id: string }>({ name: 'start-group-run', postgres: `${start} AND is_waiting = FALSE`, oracle: `${start} AND is_waiting = 0` });

interface End {
  id: string;
  /** SUCCEEDED, FAILED or CANCELLED. */
  state: string;
  reason: string | null;
  detail: string | null;
}

const end = (now: string, no: string): string => `
  UPDATE group_runs SET state = :state, reason = :reason, detail = :detail, is_waiting = ${no}, ended_at = ${now}, overdue_at = NULL, fail_at = NULL
  WHERE id = :id AND state IN (${groupStatesThatMay('SUCCEED')})`;

/** It ends, however that came. No row: it had ended. */
export const endGroupRun = statement<End>({ name: 'end-group-run', postgres: end(NOW.postgres, 'FALSE'), oracle: end(NOW.oracle, '0') });

interface Begin {
  id: string;
  /** QUEUED when the group is retried, RUNNING when one of its members is. */
  state: string;
  isWaiting: boolean;
  overdueAt: Date | null;
  failAt: Date;
}

const beginAgain = `
  UPDATE group_runs SET state = :state, reason = NULL, detail = NULL, is_waiting = :isWaiting, ended_at = NULL, overdue_at = :overdueAt, fail_at = :failAt
  WHERE id = :id AND state IN (${groupStatesThatMay('RETRY')})`;

/** A person brought it back: the one way out of an end. */
export const beginGroupRunAgain = statement<Begin>({ name: 'begin-group-run-again', postgres: beginAgain, oracle: beginAgain });

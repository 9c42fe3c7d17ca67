import { statement } from '@syncline/database';
import { statesThatMay } from '../../runs/domain/run.state-machine.ts';
import { NOW } from './now.ts';

interface Binds {
  id: string;
  /** FAILED or CANCELLED. */
  state: string;
  reason: string;
  detail: string;
}

const end = (now: string): string => `
  UPDATE runs SET state = :state, reason = :reason, detail = :detail, ended_at = ${now}, due_at = NULL,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL
  WHERE id = :id AND state IN (${statesThatMay('FAIL')})`;

/** An end that no report made: a person, a deadline, an overlap or a target that refuses. No row: it had ended. */
export const endRun = statement<Binds>({ name: 'end-run', postgres: end(NOW.postgres), oracle: end(NOW.oracle) });

import { statement } from '@syncline/database';
import { statesThatMay } from '../../runs/domain/run.state-machine.ts';
import { inMs, NOW } from './now.ts';

interface Binds {
  id: string;
  leaseToken: string;
  attempt: number;
  nextInMs: number;
}

const accept = (now: string, due: string): string => `
  UPDATE runs SET state = 'RUNNING', started_at = COALESCE(started_at, ${now}), due_at = ${due}, dispatch_failures = 0,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL
  WHERE id = :id AND lease_token = :leaseToken AND attempt = :attempt AND state IN (${statesThatMay('START')})`;

/** The target answered 2xx. No row: the lease was lost, or a report has ended the attempt; its word stands. */
export const acceptDispatch = statement<Binds>({
  name: 'accept-dispatch',
  postgres: accept(NOW.postgres, inMs('nextInMs').postgres),
  oracle: accept(NOW.oracle, inMs('nextInMs').oracle),
});

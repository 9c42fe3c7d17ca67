import { statement } from '@syncline/database';
import { statesThatMay } from '../../runs/domain/run.state-machine.ts';
import { inMs } from './now.ts';

interface Binds {
  id: string;
  leaseToken: string;
  attempt: number;
  nextInMs: number;
  nextUrl: string;
  failures: number;
  detail: string | null;
}

const repeat = (due: string): string => `
  UPDATE runs SET due_at = ${due}, next_url = :nextUrl, dispatch_failures = :failures, detail = COALESCE(:detail, detail),
    lease_owner = NULL, lease_token = NULL, lease_until = NULL
  WHERE id = :id AND lease_token = :leaseToken AND attempt = :attempt AND state IN (${statesThatMay('START')})`;

/** The same attempt goes out again: the target did not take it, or this node stops. No row: the lease was lost. */
export const repeatDispatch = statement<Binds>({
  name: 'repeat-dispatch',
  postgres: repeat(inMs('nextInMs').postgres),
  oracle: repeat(inMs('nextInMs').oracle),
});

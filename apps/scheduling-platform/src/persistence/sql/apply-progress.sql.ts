import { statement } from '@syncline/database';
import { statesThatMay } from '../../runs/domain/run.state-machine.ts';
import { NOW } from './now.ts';

interface Binds {
  id: string;
  attempt: number;
  sequence: number;
  detail: string | null;
  progress: string | null;
  files: string | null;
  reconciliation: string | null;
}

const apply = (now: string): string => `
  UPDATE runs SET state = 'RUNNING', started_at = COALESCE(started_at, ${now}), detail = :detail, last_sequence = :sequence,
    progress_json = COALESCE(:progress, progress_json), files_json = COALESCE(:files, files_json), reconciliation_json = COALESCE(:reconciliation, reconciliation_json)
  WHERE id = :id AND attempt = :attempt AND state IN (${statesThatMay('START')})`;

/** A report of RUNNING. When the run is dispatched next, and by whom, stays as it is: a dispatch may be in flight. */
export const applyProgress = statement<Binds>({ name: 'apply-progress', postgres: apply(NOW.postgres), oracle: apply(NOW.oracle) });

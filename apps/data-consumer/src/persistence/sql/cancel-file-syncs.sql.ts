import type { Statement } from '@syncline/database';
import { statesBefore, sqlStates } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { NOW } from './sql-now.ts';

const cancel = (now: string): string => `
    UPDATE file_sync
    SET state = 'CANCELLED', reason = :reason, detail = :detail, ended_at = ${now}, working_file = NULL,
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE job_id = :jobId AND state IN (${sqlStates(statesBefore('CANCELLED'))})`;

/**
 * Ends what is not over. Taking the lease token away is what stops the holder: its publishing transaction ends with a
 * write that demands the token, so once this has committed nothing can be published any more; and if that write came
 * first, this one waits for its commit and finds the sync SUCCEEDED.
 */
export const cancelFileSyncs: Statement<{ jobId: string; reason: string; detail: string }> = {
  name: 'cancel-file-syncs', postgres: cancel(NOW.postgres), oracle: cancel(NOW.oracle),
};

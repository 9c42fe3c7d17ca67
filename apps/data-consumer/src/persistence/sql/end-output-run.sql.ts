import type { Statement } from '@syncline/database';
import { outputStatesBefore, sqlOutputStates } from '../../outputs/domain/output-run.state-machine.ts';
import { NOW } from './sql-now.ts';

const complete = (now: string): string => `
    UPDATE output_run
    SET state = 'SUCCEEDED', detail = NULL, checks_json = :checksJson, ended_at = ${now}, working_output = NULL,
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND state IN (${sqlOutputStates(outputStatesBefore('SUCCEEDED'))})`;

/**
 * The last write of the transaction that stores an output. 0 rows: the lease is another's or the run was cancelled;
 * everything is rolled back. It comes last because it locks the row that the lease is renewed in.
 */
export const completeOutputRun: Statement<{ id: string; token: string; checksJson: string }> = {
  name: 'complete-output-run', postgres: complete(NOW.postgres), oracle: complete(NOW.oracle),
};

interface Failure {
  id: string;
  token: string;
  reason: string;
  detail: string;
  checksJson: string | null;
}

const fail = (now: string): string => `
    UPDATE output_run
    SET state = 'FAILED', reason = :reason, detail = :detail, checks_json = :checksJson, ended_at = ${now}, working_output = NULL,
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND state IN (${sqlOutputStates(outputStatesBefore('FAILED'))})`;

export const failOutputRun: Statement<Failure> = { name: 'fail-output-run', postgres: fail(NOW.postgres), oracle: fail(NOW.oracle) };

const cancel = (now: string): string => `
    UPDATE output_run
    SET state = 'CANCELLED', reason = :reason, detail = :detail, ended_at = ${now}, working_output = NULL,
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE job_id = :jobId AND state IN (${sqlOutputStates(outputStatesBefore('CANCELLED'))})`;

/**
 * Ends what is not over. Taking the lease token away is what stops the holder, whose transaction ends with a write that
 * demands the token; if that write came first, this one waits for its commit and finds the run SUCCEEDED.
 */
export const cancelOutputRuns: Statement<{ jobId: string; reason: string; detail: string }> = {
  name: 'cancel-output-runs', postgres: cancel(NOW.postgres), oracle: cancel(NOW.oracle),
};

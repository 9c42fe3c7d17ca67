import type { OutputRunState, Report, SyncJobState } from '@syncline/contract';
import type { Check } from '../../proving/domain/check.ts';
import type { News } from '../../sync-jobs/domain/job-report.ts';
import { isRetryable } from '../../sync-jobs/domain/is-retryable.ts';
import { hasEnded } from './output-run.state-machine.ts';

/** What a report needs to know of the run of an output. */
export interface ReportedOutput {
  readonly outputName: string;
  readonly state: OutputRunState;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly checksJson: readonly Check[] | null;
}

/** A run as the platform is told of it: outputs report no files, and checks under the output's own name. */
export function outputNews(run: ReportedOutput): News {
  const state = reportedState(run);
  return {
    state,
    detail: run.detail ?? SENTENCES[run.state],
    progress: null,
    files: null,
    reconciliation: reconciliationOf(run),
    error: state === 'FAILED' ? { code: run.reason ?? 'INTERNAL_ERROR', message: run.detail ?? '', retryable: run.state === 'FAILED' && isRetryable(run.reason) } : null,
  };
}

/** What became of the job itself, of which the report knows only three. */
export const outputJobState = ({ state }: Pick<ReportedOutput, 'state'>): SyncJobState => (hasEnded(state) ? state : 'RUNNING');

const reportedState = ({ state }: ReportedOutput): Report['state'] => (state === 'SUCCEEDED' ? 'SUCCEEDED' : hasEnded(state) ? 'FAILED' : 'RUNNING');

const SENTENCES: Readonly<Record<OutputRunState, string>> = {
  PENDING: 'The output waits to be computed.',
  COMPUTING: 'The output is being computed.',
  SUCCEEDED: 'The output is computed and ties out.',
  FAILED: 'The output was not computed.',
  CANCELLED: 'The run was cancelled.',
};

/** Only where something was compared: an input that is missing proves nothing either way. */
function reconciliationOf({ outputName, checksJson }: ReportedOutput): News['reconciliation'] {
  if (checksJson === null) return null;
  const checks = checksJson.map((check) => ({ file: outputName, ...check }));
  return { result: checks.every(({ matched }) => matched) ? 'MATCHED' : 'MISMATCHED', checks };
}

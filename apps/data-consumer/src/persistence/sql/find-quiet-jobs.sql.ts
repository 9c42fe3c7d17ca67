import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

const find = (silent: string): string => `
    SELECT j.id FROM sync_job j
    WHERE j.state = 'RUNNING'
      AND (${silent} OR (NOT EXISTS (SELECT 1 FROM file_sync f WHERE f.job_id = j.id AND f.ended_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM output_run o WHERE o.job_id = j.id AND o.ended_at IS NULL)))`;

/**
 * Running jobs that have been silent for too long, and those whose work is all over although nobody said so: the
 * instance that saw the last of it end died before it could report.
 */
export const findQuietJobs: Statement<{ silentMs: number }, { id: string }> = {
  name: 'find-quiet-jobs',
  postgres: find(`j.reported_at <= ${NOW.postgres} - CAST(:silentMs AS double precision) * INTERVAL '1 millisecond'`),
  oracle: find(`j.reported_at <= ${NOW.oracle} - NUMTODSINTERVAL(:silentMs / 1000, 'SECOND')`),
};

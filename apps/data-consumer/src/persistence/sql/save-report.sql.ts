import type { SyncJobState } from '@syncline/contract';
import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  state: SyncJobState;
  reportJson: string;
}

const save = (now: string): string => `
    UPDATE sync_job
    SET state = :state, report_json = :reportJson, reported_at = ${now},
        ended_at = CASE WHEN :state = 'RUNNING' THEN NULL ELSE COALESCE(ended_at, ${now}) END
    WHERE id = :id`;

/** The job's row is locked by who calls this. */
export const saveReport: Statement<Binds> = {
  name: 'save-report',
  postgres: save(NOW.postgres).replaceAll(':state', 'CAST(:state AS varchar)'),
  oracle: save(NOW.oracle),
};

import type { Statement } from '@syncline/database';
import { FILE_SYNC_COLUMNS, type FileSyncRow } from './file-sync-columns.ts';

const select = (columns: string): string => `
    SELECT ${columns} FROM file_sync f
    WHERE f.job_id = :jobId
      AND f.attempt = (SELECT max(n.attempt) FROM file_sync n WHERE n.job_id = f.job_id AND n.file_name = f.file_name)
    ORDER BY f.file_name`;

/** Each file's newest sync: that of the present attempt, or the earlier one that succeeded and was not done again. */
export const readJobFiles: Statement<{ jobId: string }, FileSyncRow> = {
  name: 'read-job-files',
  postgres: select(FILE_SYNC_COLUMNS.postgres),
  oracle: select(FILE_SYNC_COLUMNS.oracle),
};

import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

const hasten = (now: string): string => `
    UPDATE file_sync SET due_at = ${now}
    WHERE job_id = :jobId AND state IN ('PENDING', 'EXTRACTING') AND lease_token IS NULL AND due_at > ${now}
      AND (not_before IS NULL OR not_before <= ${now})`;

/** A dispatch asks again: those of its files that wait for their source look at once, unless the source asked them not to. */
export const hastenFileSyncs: Statement<{ jobId: string }> = {
  name: 'hasten-file-syncs',
  postgres: hasten(NOW.postgres),
  oracle: hasten(NOW.oracle),
};

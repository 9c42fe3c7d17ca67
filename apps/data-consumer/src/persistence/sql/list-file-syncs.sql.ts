import type { Statement } from '@syncline/database';
import { FILE_SYNC_COLUMNS, type FileSyncRow } from './file-sync-columns.ts';

interface Binds {
  id: string | null;
  runId: string | null;
  fileName: string | null;
  businessDate: string | null;
  beforeId: string | null;
  limit: number;
}

/** Newest first: ids are UUIDv7, whose order is that of their making. Null leaves a filter out. */
export const listFileSyncs: Statement<Binds, FileSyncRow> = {
  name: 'list-file-syncs',
  postgres: `
    SELECT ${FILE_SYNC_COLUMNS.postgres} FROM file_sync f
    WHERE (CAST(:id AS uuid) IS NULL OR f.id = CAST(:id AS uuid))
      AND (CAST(:runId AS uuid) IS NULL OR f.run_id = CAST(:runId AS uuid))
      AND (CAST(:fileName AS varchar) IS NULL OR f.file_name = :fileName)
      AND (CAST(:businessDate AS varchar) IS NULL OR f.business_date = :businessDate)
      AND (CAST(:beforeId AS uuid) IS NULL OR f.id < CAST(:beforeId AS uuid))
    ORDER BY f.id DESC
    LIMIT :limit`,
  oracle: `
    SELECT ${FILE_SYNC_COLUMNS.oracle} FROM file_sync f
    WHERE (:id IS NULL OR f.id = :id)
      AND (:runId IS NULL OR f.run_id = :runId)
      AND (:fileName IS NULL OR f.file_name = :fileName)
      AND (:businessDate IS NULL OR f.business_date = :businessDate)
      AND (:beforeId IS NULL OR f.id < :beforeId)
    ORDER BY f.id DESC
    FETCH FIRST :limit ROWS ONLY`,
};

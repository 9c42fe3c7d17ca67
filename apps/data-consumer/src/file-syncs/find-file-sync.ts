import { DomainError } from '@syncline/contract';
import type { Database } from '@syncline/database';
import type { FileSyncRow } from '../persistence/sql/file-sync-columns.ts';
import { listFileSyncs } from '../persistence/sql/list-file-syncs.sql.ts';

/** @throws DomainError NOT_FOUND */
export async function findFileSync(database: Database, id: string): Promise<FileSyncRow> {
  const [row] = await database.query(listFileSyncs, { id, runId: null, fileName: null, businessDate: null, beforeId: null, limit: 1 });
  if (row === undefined) throw new DomainError('NOT_FOUND', `There is no file sync ${id}.`);
  return row;
}

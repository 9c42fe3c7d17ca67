import type { BulkConnection } from '../bulk/bulk-connection.ts';
import type { PublicationRow } from '../persistence/sql/lock-publication.sql.ts';
import { readSyncDefinition } from '../persistence/sql/read-sync-definition.sql.ts';

/** How many rows might be rejected when this was published; a limit that was changed since is for what comes next. */
export async function publishedLimit(connection: BulkConnection, { fileSyncId }: Pick<PublicationRow, 'fileSyncId'>): Promise<number> {
  const [sync] = fileSyncId === null ? [] : await connection.query(readSyncDefinition, { id: fileSyncId });
  return sync?.definitionJson.limits.maxRejectedRows ?? 0;
}

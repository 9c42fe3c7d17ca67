import type { FileSync } from '@syncline/contract';
import type { FileSyncRow } from '../persistence/sql/file-sync-columns.ts';

/** A file sync as the contract shows it. */
export const fileSyncResource = (row: FileSyncRow): FileSync => ({
  id: row.id,
  runId: row.runId,
  attempt: row.attempt,
  file: row.fileName,
  businessDate: row.businessDate,
  extractId: row.extractId,
  revision: row.revision,
  state: row.state,
  reason: row.reason,
  detail: row.releasedAt === null ? row.detail : `${row.detail} Released by ${row.releasedBy} at ${row.releasedAt.toISOString()}: ${row.releaseReason}`,
  rowsExpected: row.rowsExpected,
  rowsLoaded: row.rowsLoaded,
  rowsRejected: row.rowsRejected,
  inserted: row.inserted,
  updated: row.updated,
  deleted: row.deleted,
  unchanged: row.unchanged,
  partsTotal: row.partsTotal,
  partsLoaded: row.partsLoaded,
  result: row.result,
  manifestDigest: row.manifestDigest,
  startedAt: row.startedAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
  publishedAt: row.publishedAt?.toISOString() ?? null,
});

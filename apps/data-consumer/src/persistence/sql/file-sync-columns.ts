import type { Dialect } from '@syncline/database';
import type { FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';
import type { Check } from '../../proving/domain/check.ts';

/** A file sync as reports and answers show it. */
export interface FileSyncRow {
  id: string;
  jobId: string;
  runId: string;
  attempt: number;
  fileName: string;
  businessDate: string;
  state: FileSyncState;
  reason: string | null;
  detail: string | null;
  extractId: string | null;
  revision: number | null;
  manifestDigest: string | null;
  rowsExpected: number | null;
  rowsLoaded: number;
  rowsRejected: number;
  rowsSeen: number;
  bytesSeen: number;
  inserted: number | null;
  updated: number | null;
  deleted: number | null;
  unchanged: number | null;
  partsTotal: number | null;
  partsLoaded: number;
  result: 'MATCHED' | 'MISMATCHED' | null;
  checksJson: Check[] | null;
  differencesTotal: number;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  publishedAt: Date | null;
  releasedAt: Date | null;
  releasedBy: string | null;
  releaseReason: string | null;
}

const PLAIN = `f.id, f.job_id, f.run_id, f.attempt, f.file_name, f.business_date, f.state, f.reason, f.detail, f.extract_id, f.revision,
      f.manifest_digest, f.parts_total, f.parts_loaded, f.result, f.checks_json, f.created_at, f.started_at, f.ended_at, f.published_at,
      f.released_at, f.released_by, f.release_reason`;

const COUNTS = ['rows_expected', 'rows_loaded', 'rows_rejected', 'rows_seen', 'bytes_seen', 'inserted', 'updated', 'deleted', 'unchanged', 'differences_total'];

/** PostgreSQL's driver gives `numeric` as text; as bigint the session makes numbers of them, as it does on Oracle. */
export const FILE_SYNC_COLUMNS: Readonly<Record<Dialect, string>> = {
  postgres: `${PLAIN}, ${COUNTS.map((name) => `CAST(f.${name} AS bigint) AS ${name}`).join(', ')}`,
  oracle: `${PLAIN}, ${COUNTS.map((name) => `f.${name}`).join(', ')}`,
};

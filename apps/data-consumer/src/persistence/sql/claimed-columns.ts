import type { FileDefinition } from '@syncline/contract';
import type { FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';
import type { Release } from '../../publishing/domain/guards.ts';

/** What the holder of a file sync needs to know to work on it. */
export interface ClaimedRow {
  id: string;
  jobId: string;
  runId: string;
  attempt: number;
  fileName: string;
  definitionJson: FileDefinition;
  businessDate: string;
  isOlderAllowed: boolean;
  traceparent: string | null;
  state: FileSyncState;
  extractId: string | null;
  manifestJwsJson: string | null;
  releasedJson: Release[] | null;
  leaseToken: string;
}

const COLUMNS = `id, job_id, run_id, attempt, file_name, definition_json, business_date, is_older_allowed, traceparent, state,
      extract_id, manifest_jws_json, released_json, lease_token`;

export const CLAIMED_COLUMNS = { postgres: COLUMNS, oracle: COLUMNS } as const;

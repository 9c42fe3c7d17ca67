import { z } from 'zod';
import { Count, Digest, Name, Ordinal, UpperSnake, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';

export const FileSyncState = z.enum(['PENDING', 'EXTRACTING', 'LOADING', 'PROVING', 'PUBLISHING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
export type FileSyncState = z.output<typeof FileSyncState>;

/** Why a file sync fails, and whether the platform should try the run again by itself. */
export const FILE_SYNC_FAILURES = {
  MANIFEST_INVALID: { retryable: false },
  MANIFEST_SIGNATURE_INVALID: { retryable: false },
  MANIFEST_MISMATCH: { retryable: false },
  ROW_MALFORMED: { retryable: false },
  SCHEMA_DRIFT: { retryable: false },
  SOURCE_REFUSED: { retryable: false },
  TOO_MANY_REJECTED: { retryable: false },
  GUARD_DELETED_PERCENT: { retryable: false },
  GUARD_CHANGE_PERCENT: { retryable: false },
  OLDER_THAN_PUBLISHED: { retryable: false },
  RECONCILIATION_MISMATCH: { retryable: false },
  PART_DIGEST_MISMATCH: { retryable: true },
  PART_LENGTH_MISMATCH: { retryable: true },
  DECOMPRESSION_LIMIT: { retryable: true },
  SOURCE_UNAVAILABLE: { retryable: true },
} as const satisfies Record<string, { readonly retryable: boolean }>;
export type FileSyncFailure = keyof typeof FILE_SYNC_FAILURES;

/** One file on its way in one run. */
export const FileSync = z
  .object({
    id: Uuid,
    runId: Uuid,
    attempt: Ordinal,
    file: Name,
    businessDate: BusinessDate,
    extractId: Uuid.nullable(),
    revision: Ordinal.nullable(),
    state: FileSyncState,
    reason: UpperSnake.nullable(),
    detail: z.string().nullable(),
    rowsExpected: Count.nullable(),
    rowsLoaded: Count,
    rowsRejected: Count,
    inserted: Count.nullable(),
    updated: Count.nullable(),
    deleted: Count.nullable(),
    unchanged: Count.nullable(),
    partsTotal: Count.nullable(),
    partsLoaded: Count,
    result: z.enum(['MATCHED', 'MISMATCHED']).nullable(),
    manifestDigest: Digest.nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    publishedAt: Instant.nullable(),
  })
  .meta({ id: 'FileSync' });
export type FileSync = z.output<typeof FileSync>;

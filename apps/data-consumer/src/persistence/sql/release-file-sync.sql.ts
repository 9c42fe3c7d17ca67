import type { FileDefinition } from '@syncline/contract';
import type { Statement } from '@syncline/database';
import { GUARD_CODES, type Release } from '../../publishing/domain/guards.ts';
import { NOW } from './sql-now.ts';

const release = (now: string): string => `
    UPDATE file_sync SET released_at = ${now}, released_by = :by, release_reason = :reason
    WHERE id = :id AND state = 'FAILED' AND reason IN (${GUARD_CODES.map((code) => `'${code}'`).join(', ')}) AND released_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM file_sync n WHERE n.job_id = file_sync.job_id AND n.file_name = file_sync.file_name AND n.attempt > file_sync.attempt)`;

/** The job's row is locked. 0 rows: a guard did not stop it, it is not the newest of its run, or it is released already. */
export const releaseFileSync: Statement<{ id: string; by: string; reason: string }> = {
  name: 'release-file-sync', postgres: release(NOW.postgres), oracle: release(NOW.oracle),
};

export interface ReleasedRow {
  definitionJson: FileDefinition;
  reason: string;
  releasedJson: Release[] | null;
  againstDigest: string | null;
}

const read = 'SELECT definition_json, reason, released_json, against_digest FROM file_sync WHERE id = :id AND released_at IS NOT NULL';

/** A file sync that a person released. */
export const readReleased: Statement<{ id: string }, ReleasedRow> = { name: 'read-released', postgres: read, oracle: read };

const carry = `
    UPDATE file_sync
    SET (extract_id, revision, manifest_jws_json, manifest_digest) = (
        SELECT o.extract_id, o.revision, o.manifest_jws_json, o.manifest_digest FROM file_sync o WHERE o.id = :fromId),
      released_json = :releasedJson
    WHERE id = :id`;

/** A new attempt goes on with what the released one had. */
export const carryRelease: Statement<{ id: string; fromId: string; releasedJson: string }> = { name: 'carry-release', postgres: carry, oracle: carry };

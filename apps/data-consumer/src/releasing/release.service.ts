/**
 * Lets a file sync that a guard stopped pass that guard.
 *
 * Model: a release changes nothing about the sync, which is over. It is written beside its end, and the next attempt of the
 * run, when it begins, takes over what the stopped one had: extract, manifest and thereby its staging, and the codes of the
 * guards it may pass. So what is published in the end is what the person saw stopped, not whatever was sealed since.
 * And it passes only where the same is published as was then: from something else it would be another change.
 */
import { DomainError, type FileSync } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { fileSyncResource } from '../file-syncs/file-sync.resource.ts';
import { findFileSync } from '../file-syncs/find-file-sync.ts';
import { lockSyncJob } from '../persistence/sql/lock-sync-job.sql.ts';
import { releaseFileSync } from '../persistence/sql/release-file-sync.sql.ts';
import { isGuard } from '../publishing/domain/guards.ts';

@Injectable()
export class ReleaseService {
  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** A second release changes nothing. @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION */
  async release(id: string, reason: string, caller: Caller): Promise<FileSync> {
    const by = `${caller.issuer}#${caller.subject}`;
    const { jobId } = await findFileSync(this.database, id);
    const isReleased = await this.database.transaction(async (tx) => {
      // A new attempt begins under the same lock: it sees the release, or this sees the attempt.
      await tx.query(lockSyncJob, { id: jobId });
      return (await tx.execute(releaseFileSync, { id, by, reason })) > 0;
    });
    const row = await findFileSync(this.database, id);
    if (isReleased) this.logger.info({ runId: row.runId, file: row.fileName, code: row.reason, by, reason }, 'a person let the file pass a guard');
    if (row.releasedAt !== null) return fileSyncResource(row);
    throw new DomainError('ILLEGAL_TRANSITION', row.state === 'FAILED' && isGuard(row.reason)
      ? `Attempt ${row.attempt} of ${row.fileName} is not the newest of its run.`
      : `Only a file sync that a guard stopped can be released; this one is ${row.state}${row.reason === null ? '' : ` (${row.reason})`}.`);
  }
}

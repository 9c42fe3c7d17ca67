import { DomainError, type RollbackDecision } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { currentTraceparent, Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { FileSyncThreads } from '../file-syncs/file-sync-threads.ts';
import { FilesService } from '../files/files.service.ts';
import type { StoredFile } from '../files/files.store.ts';
import { readFileRollback } from '../persistence/sql/insert-file-rollback.sql.ts';

/** Of the ids that are made from idempotency keys. */
const KEYS = 'b8a5f1e2-6f0b-4c3e-9d55-0c1f6f6d2a41';

/** Goes back to the edition published before, because a person says so. The work is a thread's. */
@Injectable()
export class RollbackService {
  constructor(
    private readonly database: Database,
    private readonly files: FilesService,
    private readonly threads: FileSyncThreads,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws DomainError NOT_FOUND; CONFLICT when there is nothing to go back to, a sync is in work, or the table is not ours
   *   any more, or something else is published than was named; IDEMPOTENCY_CONFLICT; RECONCILIATION_MISMATCH when the way back leads elsewhere; SERVICE_UNAVAILABLE when it cannot be done now
   */
  async rollBack(name: string, decision: RollbackDecision, key: string | undefined, caller: Caller): Promise<StoredFile> {
    const { definition } = await this.files.get(name);
    const { reason } = decision;
    const by = `${caller.issuer}#${caller.subject}`;
    // A rollback under a key has an id that follows from it: a repeat finds what was done, here or under the lock.
    const rollbackId = key === undefined ? uuidv7() : uuidv5(JSON.stringify([by, name, key]), KEYS);
    if (key !== undefined && (await this.#isDone(rollbackId, decision))) return this.files.get(name);
    const outcome = await this.threads.rollBack(definition, { rollbackId, by, ...decision, traceparent: currentTraceparent() ?? null });
    if (outcome.kind === 'rolled-back') {
      this.logger.info({ file: name, by, reason }, 'the file is rolled back to the edition before, and proven');
      return this.files.get(name);
    }
    if (outcome.kind === 'refused') throw new DomainError('CONFLICT', outcome.detail);
    if (outcome.kind === 'failed' && outcome.code === 'RECONCILIATION_MISMATCH') throw new DomainError('RECONCILIATION_MISMATCH', outcome.detail);
    if (outcome.kind === 'failed' && outcome.code !== 'INTERNAL_ERROR') throw new DomainError('CONFLICT', outcome.detail);
    throw new DomainError('SERVICE_UNAVAILABLE', `${name} could not be rolled back: ${'detail' in outcome ? outcome.detail : outcome.kind}`, { retryAfterSeconds: 5 });
  }

  /** @throws DomainError IDEMPOTENCY_CONFLICT */
  async #isDone(id: string, { reason, businessDate, revision }: RollbackDecision): Promise<boolean> {
    const [done] = await this.database.query(readFileRollback, { id });
    if (done === undefined) return false;
    const isSame = done.rollbackReason === reason && (businessDate ?? done.fromBusinessDate) === done.fromBusinessDate && (revision ?? done.fromRevision) === done.fromRevision;
    if (!isSame) throw new DomainError('IDEMPOTENCY_CONFLICT', 'The Idempotency-Key was used for another rollback.');
    return true;
  }
}

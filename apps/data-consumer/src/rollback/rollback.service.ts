import { DomainError } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { currentTraceparent, Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FileSyncThreads } from '../file-syncs/file-sync-threads.ts';
import { FilesService } from '../files/files.service.ts';
import type { StoredFile } from '../files/files.store.ts';

/** Goes back to the edition published before, because a person says so. The work is a thread's. */
@Injectable()
export class RollbackService {
  constructor(
    private readonly files: FilesService,
    private readonly threads: FileSyncThreads,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws DomainError NOT_FOUND; CONFLICT when there is nothing to go back to, a sync is in work, or the table is not ours
   *   any more; RECONCILIATION_MISMATCH when the way back leads elsewhere; SERVICE_UNAVAILABLE when it cannot be done now
   */
  async rollBack(name: string, reason: string, caller: Caller): Promise<StoredFile> {
    const { definition } = await this.files.get(name);
    const by = `${caller.issuer}#${caller.subject}`;
    const outcome = await this.threads.rollBack(definition, { rollbackId: uuidv7(), by, reason, traceparent: currentTraceparent() ?? null });
    if (outcome.kind === 'rolled-back') {
      this.logger.info({ file: name, by, reason }, 'the file is rolled back to the edition before, and proven');
      return this.files.get(name);
    }
    if (outcome.kind === 'refused') throw new DomainError('CONFLICT', outcome.detail);
    if (outcome.kind === 'failed' && outcome.code === 'RECONCILIATION_MISMATCH') throw new DomainError('RECONCILIATION_MISMATCH', outcome.detail);
    if (outcome.kind === 'failed' && outcome.code !== 'INTERNAL_ERROR') throw new DomainError('CONFLICT', outcome.detail);
    throw new DomainError('SERVICE_UNAVAILABLE', `${name} could not be rolled back: ${'detail' in outcome ? outcome.detail : outcome.kind}`, { retryAfterSeconds: 5 });
  }
}

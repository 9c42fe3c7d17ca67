import { DomainError, type FileSync } from '@syncline/contract';
import { Database } from '@syncline/database';
import { currentTraceparent, Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { fileSyncResource } from '../file-syncs/file-sync.resource.ts';
import { FileSyncThreads } from '../file-syncs/file-sync-threads.ts';
import { findFileSync } from '../file-syncs/find-file-sync.ts';
import { FilesService } from '../files/files.service.ts';

/** Offers rejected rows again, because a person says so. The work is a thread's. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly database: Database,
    private readonly files: FilesService,
    private readonly threads: FileSyncThreads,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws DomainError NOT_FOUND; CONFLICT where the file sync is not what is published, or the table is not ours any more;
   *   RECONCILIATION_MISMATCH where the proof fails; SERVICE_UNAVAILABLE when it cannot be done now
   */
  async replay(id: string): Promise<FileSync> {
    const { fileName, state } = await findFileSync(this.database, id);
    if (state !== 'SUCCEEDED') throw new DomainError('CONFLICT', `The file sync is ${state}: rows are replayed into what it published.`);
    const { definition } = await this.files.get(fileName);
    const outcome = await this.threads.replay(definition, id, currentTraceparent() ?? null);
    if (outcome.kind === 'replayed') {
      this.logger.info({ file: fileName, fileSyncId: id, rowsTaken: outcome.rowsTaken }, 'rejected rows are replayed, and proven');
      return fileSyncResource(await findFileSync(this.database, id));
    }
    if (outcome.kind === 'refused') throw new DomainError('CONFLICT', outcome.detail);
    if (outcome.kind === 'failed' && outcome.code === 'RECONCILIATION_MISMATCH') throw new DomainError('RECONCILIATION_MISMATCH', outcome.detail);
    if (outcome.kind === 'failed' && outcome.code !== 'INTERNAL_ERROR') throw new DomainError('CONFLICT', outcome.detail);
    throw new DomainError('SERVICE_UNAVAILABLE', `The rows of ${fileName} could not be replayed: ${'detail' in outcome ? outcome.detail : outcome.kind}`, { retryAfterSeconds: 5 });
  }
}

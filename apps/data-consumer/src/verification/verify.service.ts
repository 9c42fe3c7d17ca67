import { DomainError, type VerifyResult } from '@syncline/contract';
import { Outbound } from '@syncline/service-auth';
import { currentTraceparent } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { FileSyncPool } from '../file-syncs/file-sync.pool.ts';
import { sourceSettings } from '../file-syncs/sync-task.ts';
import { threadHost } from '../file-syncs/thread-host.ts';
import { FilesService } from '../files/files.service.ts';

const MOST_DIFFERENCES = 100;

/** Proves on request what is served now. The work is a thread's; it changes nothing. */
@Injectable()
export class VerifyService {
  constructor(
    private readonly files: FilesService,
    private readonly pool: FileSyncPool,
    private readonly outbound: Outbound,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  /** @throws DomainError NOT_FOUND, CONFLICT when nothing is published, SERVICE_UNAVAILABLE when it cannot be done now */
  async verify(name: string): Promise<VerifyResult> {
    const { definition, published } = await this.files.get(name);
    if (published === null) throw new DomainError('CONFLICT', `Nothing of ${name} is published yet.`);
    const host = threadHost({
      source: definition.source, outbound: this.outbound,
      advance: () => Promise.resolve(false), progress: { note: () => undefined },
    });
    const { outcome } = this.pool.run({
      kind: 'verify', databaseUrl: this.settings.databaseUrl, file: name, table: definition.target.table,
      source: sourceSettings(definition.source, this.settings), traceparent: currentTraceparent() ?? null, maxDifferences: MOST_DIFFERENCES,
    }, host);
    const found = await outcome;
    if (found.kind !== 'verified') throw new DomainError('SERVICE_UNAVAILABLE', `${name} could not be verified: ${'detail' in found ? found.detail : found.kind}`, { retryAfterSeconds: 5 });
    const { businessDate, revision, proof } = found;
    return {
      file: name, businessDate, revision,
      result: proof.checks.every(({ matched }) => matched) ? 'MATCHED' : 'MISMATCHED',
      checks: proof.checks.map((check) => ({ file: name, ...check })),
      differences: proof.differences.map(({ kind, key, columns }) => ({ kind, key: [...key], columns: [...columns] })),
    };
  }
}

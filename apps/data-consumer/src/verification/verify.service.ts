import { DomainError, type VerifyResult } from '@syncline/contract';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { FileSyncThreads } from '../file-syncs/file-sync-threads.ts';
import { FilesService } from '../files/files.service.ts';

const MOST_DIFFERENCES = 100;

/** Proves on request what is served now. The work is a thread's; it changes nothing. */
@Injectable()
export class VerifyService {
  constructor(
    private readonly files: FilesService,
    private readonly threads: FileSyncThreads,
  ) {}

  /** @throws DomainError NOT_FOUND, CONFLICT when nothing is published, the table is not ours any more or its source refuses, SERVICE_UNAVAILABLE when it
   *   cannot be done now */
  async verify(name: string): Promise<VerifyResult> {
    const { definition, published } = await this.files.get(name);
    if (published === null) throw new DomainError('CONFLICT', `Nothing of ${name} is published yet.`);
    const found = await this.threads.verify(definition, currentTraceparent() ?? null, MOST_DIFFERENCES);
    if (found.kind === 'failed' && found.code !== 'INTERNAL_ERROR') throw new DomainError('CONFLICT', `${name} cannot be verified: ${found.detail}`);
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

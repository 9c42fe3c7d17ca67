import type { FileDefinition } from '@syncline/contract';
import { Outbound } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import type { SealedExtract } from '../extracting/extract-step.ts';
import type { ClaimedRow } from '../persistence/sql/claimed-columns.ts';
import { FileSyncPool, type ThreadHost } from './file-sync.pool.ts';
import type { RollbackTask, ThreadOutcome, ThreadState } from './file-sync.protocol.ts';
import { sourceSettings, syncTask } from './sync-task.ts';
import { threadHost } from './thread-host.ts';

/** What the main thread does while a thread works on a file sync. */
export interface SyncHooks {
  /** Moves the state; false when the lease is gone. */
  readonly advance: (to: ThreadState) => Promise<boolean>;
  readonly progress: ThreadHost['progress'];
  /** Aborted: the thread stops, and its outcome says so. */
  readonly signal: AbortSignal;
}

const NOTHING_TO_MOVE = { advance: () => Promise.resolve(false), progress: () => undefined };

/** Gives files to worker threads, and each thread the credentials for its source. No method rejects. */
@Injectable()
export class FileSyncThreads {
  constructor(
    private readonly pool: FileSyncPool,
    private readonly outbound: Outbound,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  sync(row: ClaimedRow, extract: SealedExtract, { signal, ...hooks }: SyncHooks): Promise<ThreadOutcome> {
    const run = this.pool.run(syncTask(row, extract, this.settings), threadHost(row.definitionJson.source, this.outbound, hooks));
    signal.addEventListener('abort', () => run.stop(), { once: true });
    if (signal.aborted) run.stop();
    return run.outcome;
  }

  /** @param maxDifferences how many are named; all are counted */
  verify({ name, source, target }: FileDefinition, traceparent: string | null, maxDifferences: number): Promise<ThreadOutcome> {
    const task = {
      kind: 'verify', databaseUrl: this.settings.databaseUrl, file: name, table: target.table, source: sourceSettings(source, this.settings), traceparent, maxDifferences,
    } as const;
    return this.pool.run(task, threadHost(source, this.outbound, NOTHING_TO_MOVE)).outcome;
  }

  rollBack({ name, source, target }: FileDefinition, decision: Pick<RollbackTask, 'rollbackId' | 'by' | 'reason' | 'businessDate' | 'revision' | 'traceparent'>): Promise<ThreadOutcome> {
    const task = { kind: 'rollback', databaseUrl: this.settings.databaseUrl, file: name, table: target.table, source: sourceSettings(source, this.settings), ...decision } as const;
    return this.pool.run(task, threadHost(source, this.outbound, NOTHING_TO_MOVE)).outcome;
  }

  replay({ name, source, target }: FileDefinition, fileSyncId: string, traceparent: string | null): Promise<ThreadOutcome> {
    const task = {
      kind: 'replay', databaseUrl: this.settings.databaseUrl, file: name, table: target.table, source: sourceSettings(source, this.settings), traceparent,
      fileSyncId,
    } as const;
    return this.pool.run(task, threadHost(source, this.outbound, NOTHING_TO_MOVE)).outcome;
  }

  /** After the last outcome. */
  close(): Promise<void> {
    return this.pool.close();
  }
}

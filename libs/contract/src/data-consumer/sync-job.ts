import { z } from 'zod';
import { Name, Ordinal, UpperSnake, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { ReportRead } from '../scheduling-platform/report.ts';
import { FileSync } from './file-sync.ts';

/** What the consumer understands in the parameters of a dispatch; the others are the platform's business. */
export const SyncParameters = z.object({
  /** Only these files; absent or null: every file. One that could not be a name is as unknown as one that is not defined. */
  files: z.array(z.string().min(1).max(200)).min(1).max(1000).nullable().optional(),
  /** Publish although something newer is published already. */
  allowOlder: z.boolean().nullable().default(false).transform((isAllowed) => isAllowed ?? false),
});
export type SyncParameters = z.output<typeof SyncParameters>;

export const SyncJobState = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
export type SyncJobState = z.output<typeof SyncJobState>;

/** A run as its target sees it: the files of its newest attempt and the last word on them. */
export const SyncJob = z
  .object({
    runId: Uuid,
    task: Name,
    businessDate: BusinessDate.nullable(),
    attempt: Ordinal,
    state: SyncJobState,
    reason: UpperSnake.nullable(),
    detail: z.string().nullable(),
    files: z.array(FileSync),
    report: ReportRead.nullable(),
    startedAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'SyncJob' });
export type SyncJob = z.output<typeof SyncJob>;

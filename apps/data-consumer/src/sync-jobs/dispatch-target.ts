import { DomainError } from '@syncline/contract';

/** `sync-jobs`, or `file-syncs/<file>`: where the platform posts to, and what a run belongs to. */
export type DispatchTarget = 'sync-jobs' | `file-syncs/${string}`;

export const neverDispatched = (runId: string): DomainError => new DomainError('NOT_FOUND', `Run ${runId} was never dispatched here.`);

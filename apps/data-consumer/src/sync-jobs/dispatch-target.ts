import { DomainError } from '@syncline/contract';

/** `sync-jobs`, `file-syncs/<file>` or `outputs/<output>`: where the platform posts to, and what a run belongs to. */
export type DispatchTarget = 'sync-jobs' | `file-syncs/${string}` | `outputs/${string}`;

/** What is made for a run of the target. */
export type WorkKind = 'files' | 'output';

/** @param target as it stands in a job's row */
export const workKindOf = (target: string): WorkKind => (target.startsWith('outputs/') ? 'output' : 'files');

/** What a target names after its slash; undefined: nothing. */
export const namedBy = (target: DispatchTarget): string | undefined => target.split('/')[1];

export const neverDispatched = (runId: string): DomainError => new DomainError('NOT_FOUND', `Run ${runId} was never dispatched here.`);

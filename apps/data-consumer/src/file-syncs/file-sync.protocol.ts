import type { FileDefinition, Manifest } from '@syncline/contract';
import type { MessagePort } from 'node:worker_threads';
import type { Check } from '../proving/domain/check.ts';
import type { Difference } from '../proving/domain/difference.ts';
import type { Release } from '../publishing/domain/guards.ts';
import type { CrashPlan } from './crash-points.ts';
import type { FailureCode } from './domain/sync-failure.ts';

/**
 * What the main thread and a worker thread say to each other. Everything is plain data: it crosses by structured clone.
 *
 * The thread gets one task and gives one outcome. Between the two it asks (`Ask`) for what only the main thread has: secrets
 * and the state of the file sync. An answer that says no means that the lease is gone; the thread then stops, and whatever
 * it had open is rolled back.
 */
interface TaskBase {
  readonly databaseUrl: string;
  readonly file: string;
  /** Name of the published table. */
  readonly table: string;
  readonly source: SourceSettings;
  readonly traceparent: string | null;
  readonly port: MessagePort;
}

export interface SourceSettings {
  /** Of the provider, with `/api/v1`. */
  readonly apiUrl: string;
  /** A source that sends nothing for so many milliseconds is dropped. */
  readonly idleTimeoutMs: number;
  /** The wait before the second connection to a source that cut the first; doubled each time. */
  readonly reconnectMs: number;
}

export interface SyncTask extends TaskBase {
  readonly kind: 'sync';
  readonly fileSyncId: string;
  readonly leaseToken: string;
  /** Verified by the main thread. */
  readonly manifest: Manifest;
  readonly manifestJws: string;
  readonly manifestDigest: string;
  readonly partsInParallel: number;
  readonly isOlderAllowed: boolean;
  readonly apply: FileDefinition['target']['apply'];
  readonly schemaDrift: FileDefinition['schemaDrift'];
  readonly maxRejectedRows: number;
  readonly maxDeletedPercent: number;
  readonly maxChangePercent: number | null;
  /** Guards that a person let this sync pass; null: nobody decided anything. */
  readonly released: readonly Release[] | null;
  /** Null but in tests. */
  readonly crashAt: CrashPlan | null;
}

export interface VerifyTask extends TaskBase {
  readonly kind: 'verify';
  readonly maxDifferences: number;
}

export interface RollbackTask extends TaskBase {
  readonly kind: 'rollback';
  /** Of the record that it leaves. */
  readonly rollbackId: string;
  /** Issuer and subject of who wants it. */
  readonly by: string;
  readonly reason: string;
  /** What the person saw published; null: whatever is. */
  readonly businessDate: string | null;
  readonly revision: number | null;
}

export interface ReplayTask extends TaskBase {
  readonly kind: 'replay';
  /** Whose rejected rows; it must be what is published. */
  readonly fileSyncId: string;
}

export type ThreadTask = SyncTask | VerifyTask | RollbackTask | ReplayTask;

/** Counts as the database gave them. */
export interface MergeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** Seconds spent on each step; the connections' own waiting included. */
export interface PhaseSeconds {
  readonly load: number;
  /** Of `load`: while parts waited for bytes of the source, on the average of the parts that are loaded at once. */
  readonly waiting: number;
  readonly merge: number;
  readonly prove: number;
  readonly commit: number;
}

export interface Proof {
  readonly checks: readonly Check[];
  /** The first differences, in key order. */
  readonly differences: readonly Difference[];
  readonly differencesTotal: number;
}

export type ThreadOutcome =
  | { readonly kind: 'published'; readonly counts: MergeCounts; readonly phases: PhaseSeconds; readonly partsReused: number }
  | { readonly kind: 'verified'; readonly businessDate: string; readonly revision: number; readonly proof: Proof }
  | { readonly kind: 'rolled-back' }
  | { readonly kind: 'replayed'; readonly rowsTaken: number }
  /** The present state does not allow what was asked. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly detail: string; readonly proof: Proof | null }
  /** The lease is another's, or somebody cancelled. Nothing is left to write. */
  | { readonly kind: 'stopped' }
  /** The source asked to be left alone for so long. What is committed stays; it is gone on with then. */
  | { readonly kind: 'waiting'; readonly detail: string; readonly waitMs: number }
  /** The database went away. What is committed stays; whoever holds the lease next goes on from there. */
  | { readonly kind: 'interrupted'; readonly detail: string };

/** States that a thread moves its file sync to; back to LOADING where rows were refused only when they were published. */
export type ThreadState = 'LOADING' | 'PROVING' | 'PUBLISHING';

export type Ask =
  /** The headers that show who we are at the source; fresh each time, since tokens are short-lived. */
  | { readonly kind: 'credentials' }
  /** Moves the file sync's state; the answer is whether the lease still holds. */
  | { readonly kind: 'advance'; readonly to: ThreadState };

export type Answer =
  | { readonly kind: 'credentials'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'advanced'; readonly isHeld: boolean }
  | { readonly kind: 'refused'; readonly detail: string };

export type FromThread =
  | { readonly kind: 'ask'; readonly id: number; readonly ask: Ask }
  /** Throttled; rows and bytes since the task began. */
  | { readonly kind: 'progress'; readonly rowsSeen: number; readonly bytesSeen: number };

export type ToThread =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  /** Stop at once; nothing may be published any more. */
  | { readonly kind: 'stop' };

import type { Report } from '@syncline/contract';
import type { RunRow } from './store.ts';
import type { Call, Job } from './target.ts';

/** What a move was about, where a law has to know. */
export interface Step {
  /** Runs and group runs that a person brought back. */
  readonly retried: ReadonlySet<string>;
  /** Runs as they are after a node has claimed them. */
  readonly claims: readonly RunRow[];
  /** A call whose answer was settled, and the report that came with it. */
  readonly settled: { readonly call: Call; readonly report: Report | null } | null;
  /** A report that reached the platform. */
  readonly report: { readonly runId: string; readonly report: Report } | null;
  /** Work that the target has begun. */
  readonly begun: Job | null;
  readonly receipt: { readonly identity: string; readonly occurrences: readonly string[] } | null;
}

export const NOTHING_SPECIAL: Step = { retried: new Set(), claims: [], settled: null, report: null, begun: null, receipt: null };

import type { GroupRun, MessageReceipt, Occurrence, Run } from '@syncline/contract';

/**
 * What was seen from outside: by the upstream, by the downstream, and through the public API at the end. Nothing in here
 * was read from the platform's database. All times are milliseconds of one clock, that of the test.
 */
export interface Records {
  readonly publications: readonly Publication[];
  readonly dispatches: readonly SeenDispatch[];
  readonly effects: readonly Effect[];
  readonly reports: readonly SentReport[];
  /** Ended runs as the API showed them in the middle. */
  readonly ended: readonly Run[];
  /** All runs, group runs and occurrences as the API shows them at the end. */
  readonly runs: readonly Run[];
  readonly groupRuns: readonly GroupRun[];
  readonly occurrences: readonly Occurrence[];
}

/** One event, however often it had to be sent. */
export interface Publication {
  readonly eventId: string;
  readonly businessDate: string;
  /** The tasks and groups that it must fire, by the definitions. */
  readonly owners: readonly string[];
  /** Every 202 it got; the upstream asks again until there is one. */
  readonly receipts: readonly MessageReceipt[];
  /** When the first of them came. */
  readonly acceptedAt: number;
  /** The last word of the platform where it was never accepted. */
  readonly refused: string | null;
}

/** A call that reached the downstream. */
export interface SeenDispatch {
  readonly at: number;
  readonly key: string;
  readonly runId: string;
  readonly task: string;
  readonly businessDate: string | null;
  readonly attempt: number;
  /** Which instance of the target was called, and which node of the platform called. */
  readonly instance: string;
  readonly node: string;
  /** What the downstream did with it. */
  readonly fate: string;
}

/** The work itself, as done under an idempotency key. */
export interface Effect {
  readonly at: number;
  readonly key: string;
  readonly runId: string;
  readonly ending: 'SUCCEEDED' | 'FAILED';
}

export interface SentReport {
  readonly at: number;
  readonly runId: string;
  readonly attempt: number;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** The last word on it: `200 applied`, `200 DUPLICATE`, `409 STALE_ATTEMPT`, or why there was none. */
  readonly answer: string;
}

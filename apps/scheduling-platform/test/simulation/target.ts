import type { Report } from '@syncline/contract';
import { matched, mismatched, report } from '../../src/reports/domain/report.fixture.ts';

/** One HTTP call of a node to the target, in the words of the dispatch. */
export interface Call {
  readonly id: number;
  readonly node: number;
  /** Of the process that made it; a node that was started again does not know it. */
  readonly session: number;
  readonly runId: string;
  readonly task: string;
  readonly businessDate: string | null;
  readonly attempt: number;
  readonly dispatch: number;
  readonly dispatchFailures: number;
  readonly leaseToken: string;
}

export type JobEnd = 'SUCCEEDED' | 'FAILED' | 'RETRYABLE' | 'MISMATCHED';

/** Work under one idempotency key. */
export interface Job {
  readonly key: string;
  readonly runId: string;
  readonly task: string;
  readonly businessDate: string | null;
  readonly attempt: number;
  state: 'WORKING' | 'STOPPED' | JobEnd;
  sequence: number;
  /** The last word on it; said again when asked again. */
  last: Report | null;
}

/** A target that does its work once for a key, whoever asks how often; and that stops when it is told to, if it knows the key by then. */
export class Target {
  readonly jobs = new Map<string, Job>();
  /** How often the effect of a key has happened. */
  readonly effects = new Map<string, number>();

  /** @returns the job, and whether it begins by this */
  take({ runId, task, businessDate, attempt }: Call): { readonly job: Job; readonly isNew: boolean } {
    const key = `${runId}/${attempt}`;
    const known = this.jobs.get(key);
    if (known !== undefined) return { job: known, isNew: false };
    const job: Job = { key, runId, task, businessDate, attempt, state: 'WORKING', sequence: 0, last: null };
    this.jobs.set(key, job);
    return { job, isNew: true };
  }

  progress(job: Job): Report {
    return this.#say(job, report({ state: 'RUNNING' }));
  }

  end(job: Job, how: JobEnd): Report {
    job.state = how;
    if (how === 'SUCCEEDED') this.effects.set(job.key, (this.effects.get(job.key) ?? 0) + 1);
    switch (how) {
      case 'SUCCEEDED':
        return this.#say(job, report({ state: 'SUCCEEDED', reconciliation: matched }));
      case 'MISMATCHED':
        return this.#say(job, report({ state: 'SUCCEEDED', reconciliation: mismatched }));
      case 'FAILED':
      case 'RETRYABLE':
        return this.#say(job, report({ state: 'FAILED', error: { code: 'SOURCE_UNAVAILABLE', message: 'no answer', retryable: how === 'RETRYABLE' } }));
    }
  }

  /** An instance that has not heard of the end yet says that work goes on; its word may overtake the end. */
  straggle(job: Job, last: Report): Report {
    return { ...report({ state: 'RUNNING' }), attempt: job.attempt, sequence: last.sequence + 1_000 };
  }

  /** DELETE: 404 where the key is not known, and then it may still be taken up. */
  stop(runId: string, attempt: number): void {
    const job = this.jobs.get(`${runId}/${attempt}`);
    if (job?.state === 'WORKING') job.state = 'STOPPED';
  }

  #say(job: Job, said: Report): Report {
    job.sequence += 1;
    job.last = { ...said, attempt: job.attempt, sequence: job.sequence };
    return job.last;
  }
}

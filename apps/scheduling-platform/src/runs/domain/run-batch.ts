import { concernsGroup, isQueued, touchesQueue, type RunSnapshot } from './run-snapshot.ts';
import type { CancelledCall, DeadlineKind, KeptReport, RunDecision, StoryLine } from './run-command.ts';
import type { AlertRequest, ResolveCause } from '../../alerts/domain/alert-request.ts';
import type { PlannedDeadlines } from '../../deadlines/domain/plan-deadlines.ts';

/**
 * Runs in memory while several commands are decided one after the other, each on what the one before has left; and
 * everything that is to be written in the end. Whoever uses it holds the runs locked.
 */
export class RunBatch {
  readonly #read = new Map<string, RunSnapshot>();
  readonly #runs = new Map<string, RunSnapshot>();
  readonly #digests = new Map<string, string>();
  readonly story: (StoryLine & { readonly runId: string })[] = [];
  readonly reports: (KeptReport & { readonly runId: string })[] = [];
  readonly alerts: AlertRequest[] = [];
  readonly resolves: ResolveCause[] = [];
  /** Runs that meet no deadline any more, and those that have new ones. */
  readonly deadlines = new Map<string, 'DROP' | PlannedDeadlines>();
  /** Deadlines that were due, and are taken away by this. */
  readonly met: { readonly runId: string; readonly kind: DeadlineKind }[] = [];
  /** What targets are to be told to stop, by run and attempt. */
  readonly cancelled = new Map<string, CancelledCall & { readonly runId: string }>();
  /** Queues that a run came into or left; and of these, those that one came into. */
  readonly queues = new Set<string>();
  readonly entered = new Set<string>();
  readonly groups = new Set<string>();

  constructor(runs: readonly RunSnapshot[]) {
    for (const run of runs) {
      this.#read.set(run.id, run);
      this.#runs.set(run.id, run);
    }
  }

  /** The run as it stands by now. */
  get(id: string): RunSnapshot | undefined {
    return this.#runs.get(id);
  }

  /** Runs that became others, as they were read and as they are now. */
  get changed(): { readonly before: RunSnapshot; readonly after: RunSnapshot }[] {
    return [...this.#read.values()].flatMap((before) => {
      const after = this.#runs.get(before.id);
      return after === undefined || after === before ? [] : [{ before, after }];
    });
  }

  /** Digest of the report that an earlier command of this batch kept under the same sequence. */
  digestOf(runId: string, attempt: number, sequence: number): string | undefined {
    return this.#digests.get(`${runId}/${attempt}/${sequence}`);
  }

  apply(before: RunSnapshot, decision: RunDecision): void {
    const { run, kept, toCancel } = decision;
    this.#runs.set(run.id, run);
    this.story.push(...decision.story.map((line) => ({ ...line, runId: run.id })));
    if (kept !== null) {
      this.reports.push({ ...kept, runId: run.id });
      this.#digests.set(`${run.id}/${kept.report.attempt}/${kept.report.sequence}`, kept.digest);
    }
    this.alerts.push(...decision.alerts);
    this.resolves.push(...decision.resolves);
    if (decision.deadlines !== 'KEEP') this.deadlines.set(run.id, decision.deadlines);
    if (toCancel !== null) this.cancelled.set(`${run.id}/${toCancel.attempt}`, { ...toCancel, runId: run.id });
    if (touchesQueue(before, run)) this.queues.add(run.queueKey);
    if (isQueued(run) && !isQueued(before)) this.entered.add(run.queueKey);
    if (run.groupRunId !== null && concernsGroup(before, run)) this.groups.add(run.groupRunId);
  }
}

import { jsonDigest, type Report } from '@syncline/contract';
import { planDeadlines, type PlannedDeadlines } from '../../src/deadlines/domain/plan-deadlines.ts';
import { queueKey } from '../../src/runs/domain/decide-overlap.ts';
import { attemptLimit } from '../../src/runs/domain/retry-policy.ts';
import { RunBatch } from '../../src/runs/domain/run-batch.ts';
import type { DeadlineKind, RunCommand, RunVerdict } from '../../src/runs/domain/run-command.ts';
import { reportOf } from '../../src/runs/domain/what-a-command-needs.ts';
import type { Core } from './core.ts';
import type { RunRow, Store } from './store.ts';
import { named, SLOTS, URL, type SimulatedTask } from './tasks.ts';

/** The tasks of the simulation name no calendars. */
const NO_CALENDARS = new Map();

/** What a run begins with. */
export interface NewRun {
  readonly id: string;
  readonly task: string;
  readonly businessDate: string | null;
  readonly parametersDigest: string;
}

export interface DueDeadline {
  readonly runId: string;
  readonly which: DeadlineKind;
}

/**
 * Runs over the store in memory, in the order in which the shell does things (`runs/run-command-executor.ts` and the loops): read,
 * decide by the core, write, give turns. Each public method is one transaction; crashes come between them, never within.
 */
export class Runs {
  constructor(
    private readonly store: Store,
    private readonly core: Core,
    private readonly tasks: readonly SimulatedTask[],
  ) {}

  begin({ id, task, businessDate, parametersDigest }: NewRun, hasTurn: boolean, member: { readonly groupRunId: string; readonly groupName: string; readonly index: number } | null = null): void {
    const { store } = this;
    const { overlap, rules } = named(this.tasks, task);
    const deadlines = planDeadlines(rules.deadlines, businessDate, store.now, NO_CALENDARS);
    store.write({
      id, task, taskVersion: 1, groupName: member?.groupName ?? null, groupRunId: member?.groupRunId ?? null, memberIndex: member?.index ?? null, businessDate, overlap,
      queueKey: queueKey(overlap, task, businessDate), createdAt: store.now, parametersDigest,
      state: 'QUEUED', reason: null, detail: null, isHeld: member !== null, attempt: 1, attemptLimit: attemptLimit(rules.retry, 1), dispatches: 0, attemptDispatches: 0, dispatchFailures: 0,
      lastSequence: 0, attemptEnd: null, progress: null, files: null, reconciliation: null,
      dueAt: hasTurn ? store.now : null, nextUrl: URL, lastUrl: null, leaseToken: null, leaseUntil: null, startedAt: null, endedAt: null, deadlineAt: deadlines.failAt, silentAt: null,
    });
    this.#plan(id, deadlines);
  }

  /** `RunCommandExecutor`. */
  execute(commands: readonly RunCommand[]): RunVerdict[] {
    if (commands.length === 0) return [];
    const { store } = this;
    const batch = new RunBatch([...new Set(commands.map(({ runId }) => runId))].map((id) => store.run(id)));
    const verdicts = commands.map((command) => this.#decide(batch, command));
    for (const { after } of batch.changed) {
      const { leaseUntil, parametersDigest, memberIndex } = store.run(after.id);
      store.write({ ...after, parametersDigest, memberIndex, leaseUntil: after.leaseToken === null ? null : leaseUntil });
    }
    for (const { runId, report, digest } of batch.reports) store.reports.set(`${runId}/${report.attempt}/${report.sequence}`, digest);
    for (const [runId, deadlines] of batch.deadlines) this.#plan(runId, deadlines === 'DROP' ? null : deadlines);
    for (const { runId, attempt } of batch.cancelled.values()) store.cancellations.set(`${runId}/${attempt}`, { runId, attempt, token: store.newId('reminder') });
    store.alerts.push(...batch.alerts);
    if (this.core.signals) for (const groupRunId of batch.groups) store.signals.add(groupRunId);
    for (const turn of this.core.giveTurns(store, batch.queues)) store.write(turn);
    return verdicts;
  }

  /** One round of the dispatch loop; the calls are made after the commit. */
  claim(leaseToken: string, slots = SLOTS): RunRow[] {
    const claims = this.core.claimDueRuns(this.store, leaseToken, slots);
    for (const row of claims) this.store.write(row);
    return claims;
  }

  renew(held: readonly { readonly runId: string; readonly leaseToken: string }[]): void {
    for (const row of this.core.renewLeases(this.store, held)) this.store.write(row);
  }

  /** @returns how many runs are due by this */
  sweep(): number {
    const freed = this.core.freeExpiredLeases(this.store);
    for (const row of freed) this.store.write(row);
    const turns = this.core.giveTurns(this.store, this.core.selectFreeTurns(this.store));
    for (const turn of turns) this.store.write(turn);
    return freed.length + turns.length;
  }

  dueDeadlines(): DueDeadline[] {
    return [...this.store.deadlines].flatMap(([runId, kinds]) => [...kinds].filter(([, at]) => at <= this.store.now).map(([which]) => ({ runId, which })));
  }

  /** A transaction each. */
  meet(deadlines: readonly DueDeadline[]): void {
    for (const deadline of deadlines) this.execute([{ ...deadline, kind: 'DEADLINE' }]);
  }

  callSilent(): void {
    const silent = [...this.store.runs.values()].filter(({ silentAt }) => silentAt !== null && silentAt <= this.store.now);
    for (const { id } of silent) this.execute([{ runId: id, kind: 'SILENCE' }]);
  }

  #decide(batch: RunBatch, command: RunCommand): RunVerdict {
    const { store } = this;
    const run = batch.get(command.runId) ?? store.run(command.runId);
    const { rules } = named(this.tasks, run.task);
    const report = reportOf(command);
    const isDeadlineMine = command.kind === 'DEADLINE' && this.#take(command.runId, command.which);
    const decision = this.core.decideRunCommand(run, command, {
      now: store.now, rules, nextUrl: URL, isDeadlineMine,
      known: report === null ? null : this.#known(batch, run.id, report),
      freshDeadlines: planDeadlines(rules.deadlines, run.businessDate, store.now, NO_CALENDARS),
    });
    batch.apply(run, decision);
    return decision.verdict;
  }

  #known(batch: RunBatch, runId: string, report: Report): { readonly sameBody: boolean } | null {
    const digest = batch.digestOf(runId, report.attempt, report.sequence) ?? this.store.reports.get(`${runId}/${report.attempt}/${report.sequence}`);
    return digest === undefined ? null : { sameBody: digest === jsonDigest(report) };
  }

  #take(runId: string, which: DeadlineKind): boolean {
    const kinds = new Map(this.store.deadlines.get(runId));
    const dueAt = kinds.get(which);
    if (dueAt === undefined || dueAt > this.store.now) return false;
    kinds.delete(which);
    this.store.deadlines.set(runId, kinds);
    return true;
  }

  #plan(runId: string, deadlines: PlannedDeadlines | null): void {
    if (deadlines === null) this.store.deadlines.delete(runId);
    else this.store.deadlines.set(runId, new Map([...(deadlines.overdueAt === null ? [] : [['OVERDUE', deadlines.overdueAt] as const]), ['FAIL', deadlines.failAt] as const]));
  }
}

import { jsonDigest, type Report } from '@syncline/contract';
import { CLOCK, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { calendarsOfDeadlines } from '../deadlines/calendars-of-deadlines.ts';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { Instances } from '../dispatching/instances.ts';
import { GroupCommit } from '../persistence/group-commit.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { giveTurns } from '../persistence/sql/give-turns.sql.ts';
import { lockQueuesOfRuns } from '../persistence/sql/lock-queues.sql.ts';
import { lockRuns } from '../persistence/sql/lock-runs.sql.ts';
import { saveRuns } from '../persistence/sql/save-runs.sql.ts';
import { selectDeadlines } from '../persistence/sql/select-deadlines.sql.ts';
import { selectKnownReports } from '../persistence/sql/select-known-reports.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import type { KnownSequence } from '../reports/domain/decide-report.ts';
import { decideRunCommand } from './domain/decide-run-command.ts';
import { RunBatch } from './domain/run-batch.ts';
import type { RunCommand, RunVerdict } from './domain/run-command.ts';
import { mayMoveQueue, reportOf, sendsAgain } from './domain/what-a-command-needs.ts';
import { RunRulesBook } from './run-rules.ts';
import { bindsOf, snapshotOf } from './run-rows.ts';

/** Measured: two are enough to keep the database busy, and more only make the batches smaller. */
const LIMITS = { batches: 2, items: 200 };

/**
 * The one way to change a run that exists: commands in, verdicts out. Model:
 *   - Commands of concurrent requests share a transaction (`GroupCommit`).
 *   - Locks: the queues of runs that may come into a queue or leave it, by key; then the runs, by id. Whatever belongs to
 *     a run (its deadlines, its known sequences) is read and written under the lock of the run.
 *   - Each command is decided in memory, in order, on what the one before it has left (`decide-run-command`, `RunBatch`).
 *     So of fifty equal reports the first is applied, and the others find it, whether they came in one batch or in many.
 *   - All that changed is written by one statement; then turns that became free are given; then alerts.
 *   - Loops are woken after the commit.
 */
@Injectable()
export class RunCommands {
  readonly #batches: GroupCommit<RunCommand, RunVerdict>;

  constructor(
    work: UnitOfWork,
    private readonly rules: RunRulesBook,
    private readonly alerts: AlertBook,
    private readonly instances: Instances,
    private readonly wakeUps: WakeUps,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#batches = new GroupCommit((commands) => work.run((unit) => this.executeIn(unit, commands)), LIMITS);
  }

  /** Carries the command out in a transaction that it may share with others, and resolves once that has committed. */
  execute(command: RunCommand): Promise<RunVerdict> {
    return this.#batches.submit(command);
  }

  /**
   * Carries commands out, in order, in the caller's transaction.
   * Lock order: the caller holds no run, and no queue that comes after one of these by key.
   * @returns what became of each, in the same order; NOT_FOUND is a refusal like others
   */
  async executeIn(unit: Unit, commands: readonly RunCommand[]): Promise<RunVerdict[]> {
    if (commands.length === 0) return [];
    const moving = idsOf(commands.filter(mayMoveQueue));
    if (moving.length > 0) await unit.tx.execute(lockQueuesOfRuns, { ids: JSON.stringify(moving) });
    const rows = await unit.tx.query(lockRuns, { ids: JSON.stringify(idsOf(commands)) });
    const now = rows[0]?.nowAt;
    if (now === undefined) return commands.map(notFound);
    const batch = new RunBatch(rows.map(snapshotOf));
    const verdicts = await this.#decide(unit, batch, commands, now);
    const awaited = new Set(rows.flatMap(({ isAwaited, queueKey }) => (isAwaited ? [queueKey] : [])));
    await this.#write(unit, batch, { commands, awaited, now });
    return verdicts;
  }

  async #decide({ tx }: Unit, batch: RunBatch, commands: readonly RunCommand[], now: Date): Promise<RunVerdict[]> {
    const known = await this.#knownSequences({ tx }, batch, commands);
    const standing = await this.#standingDeadlines({ tx }, commands);
    const verdicts: RunVerdict[] = [];
    for (const command of commands) {
      const run = batch.get(command.runId);
      if (run === undefined) {
        verdicts.push(notFound(command));
        continue;
      }
      const rules = await this.rules.get(run.task, run.taskVersion, tx);
      const report = reportOf(command);
      const decision = decideRunCommand(run, command, {
        now,
        rules,
        known: report === null ? null : knownOf(batch.digestOf(run.id, report.attempt, report.sequence) ?? known.get(sequenceKey(run.id, report)), report),
        nextUrl: sendsAgain(command) ? this.instances.choose(rules.urls, this.clock.now()) : run.nextUrl,
        freshDeadlines: command.kind === 'RETRY' ? planDeadlines(rules.deadlines, run.businessDate, now, await calendarsOfDeadlines(tx, [rules])) : null,
        // Taken by the first of several in one batch.
        isDeadlineMine: command.kind === 'DEADLINE' && standing.delete(`${run.id}/${command.which}`),
      });
      batch.apply(run, decision);
      verdicts.push(decision.verdict);
    }
    return verdicts;
  }

  /** Sequences above the highest one seen cannot be known, which spares a look for every report in its place. */
  async #knownSequences({ tx }: Pick<Unit, 'tx'>, batch: RunBatch, commands: readonly RunCommand[]): Promise<Map<string, string>> {
    const asked = commands.flatMap((command) => {
      const [run, report] = [batch.get(command.runId), reportOf(command)];
      if (run === undefined || report === null || report.attempt !== run.attempt || report.sequence > run.lastSequence) return [];
      return [{ runId: run.id, attempt: report.attempt, sequence: report.sequence }];
    });
    if (asked.length === 0) return new Map();
    const rows = await tx.query(selectKnownReports, { sequences: jsonRows(asked) });
    return new Map(rows.map((row) => [sequenceKey(row.runId, row), row.digest]));
  }

  async #standingDeadlines({ tx }: Pick<Unit, 'tx'>, commands: readonly RunCommand[]): Promise<Set<string>> {
    const asked = commands.flatMap((command) => (command.kind === 'DEADLINE' ? [{ runId: command.runId, kind: command.which }] : []));
    if (asked.length === 0) return new Set();
    const rows = await tx.query(selectDeadlines, { deadlines: jsonRows(asked) });
    return new Set(rows.map(({ runId, kind }) => `${runId}/${kind}`));
  }

  async #write(unit: Unit, batch: RunBatch, { commands, awaited, now }: { commands: readonly RunCommand[]; awaited: ReadonlySet<string>; now: Date }): Promise<void> {
    const met = commands.flatMap((command) => (command.kind === 'DEADLINE' ? [{ runId: command.runId, kind: command.which }] : []));
    const { changed } = batch;
    if (changed.length > 0 || batch.story.length > 0 || batch.reports.length > 0 || batch.cancelled.size > 0 || met.length > 0) {
      const saved = await unit.tx.execute(saveRuns, bindsOf(batch, met, now));
      if (saved !== changed.length) throw new Error(`${changed.length} runs were locked and changed, but ${saved} were as they had been read`);
    }
    // Where nobody waited and nobody came in, a run that left its queue leaves its turn to nobody.
    const queueKeys = [...batch.queues].filter((key) => awaited.has(key) || batch.entered.has(key));
    const turns = queueKeys.length === 0 ? 0 : await unit.tx.execute(giveTurns, { queueKeys: JSON.stringify(queueKeys) });
    await this.alerts.raise(unit, batch.alerts);
    await this.alerts.resolve(unit, batch.resolves);
    this.#wakeAfter(unit, batch, turns, now);
  }

  #wakeAfter({ afterCommit }: Unit, batch: RunBatch, turns: number, now: Date): void {
    if (turns > 0 || batch.changed.some(({ after }) => after.dueAt !== null && after.dueAt <= now)) afterCommit(() => this.wakeUps.wake('dispatch'));
    if (batch.cancelled.size > 0) afterCommit(() => this.wakeUps.wake('cancellations'));
    if (batch.groups.size > 0) afterCommit(() => this.wakeUps.wake('groups'));
    const isLate = [...batch.deadlines.values()].some((planned) => planned !== 'DROP' && planned.overdueAt !== null && planned.overdueAt <= now);
    if (isLate) afterCommit(() => this.wakeUps.wake('deadlines'));
  }
}

const idsOf = (commands: readonly RunCommand[]): string[] => [...new Set(commands.map(({ runId }) => runId))];

const notFound = ({ runId }: RunCommand): RunVerdict => ({ kind: 'refused', code: 'NOT_FOUND', detail: `There is no run ${runId}.` });

const sequenceKey = (runId: string, { attempt, sequence }: { readonly attempt: number; readonly sequence: number }): string => `${runId}/${attempt}/${sequence}`;

const knownOf = (digest: string | undefined, report: Report): KnownSequence | null => (digest === undefined ? null : { sameBody: digest === jsonDigest(report) });

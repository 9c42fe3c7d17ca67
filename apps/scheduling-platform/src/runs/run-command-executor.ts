import { Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { giveTurns } from '../persistence/sql/give-turns.sql.ts';
import { lockQueuesOfRuns } from '../persistence/sql/lock-queues.sql.ts';
import { lockRuns } from '../persistence/sql/lock-runs.sql.ts';
import { saveRuns } from '../persistence/sql/save-runs.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { RunBatch } from './domain/run-batch.ts';
import type { RunCommand, RunVerdict } from './domain/run-command.ts';
import { mayMoveQueue } from './domain/what-a-command-needs.ts';
import { notFound, RunDecider } from './run-decider.ts';
import { bindsOf, snapshotOf } from './run-rows.ts';

/**
 * Carries out commands on runs, many at a time, in one transaction. Model:
 *   - Locks: the queues of runs that may come into a queue, leave it or wait in it, by key; then the runs, by id. Whatever
 *     belongs to a run (its deadlines, its known sequences) is read and written under the lock of the run.
 *   - Each command is decided in memory, in order, on what the one before it has left (`RunDecider`, `RunBatch`). So of
 *     fifty equal reports the first is applied, and the others find it, whether they came in one batch or in many.
 *   - All that changed is written by one statement; then turns that became free are given; then alerts.
 *   - Loops are woken after the commit.
 */
@Injectable()
export class RunCommandExecutor {
  constructor(
    private readonly decider: RunDecider,
    private readonly alerts: AlertBook,
    private readonly wakeUps: WakeUps,
  ) {}

  /** See `RunCommands.executeIn`. */
  async execute(unit: Unit, commands: readonly RunCommand[]): Promise<RunVerdict[]> {
    if (commands.length === 0) return [];
    const moving = idsOf(commands.filter(mayMoveQueue));
    if (moving.length > 0) await unit.tx.execute(lockQueuesOfRuns, { ids: JSON.stringify(moving) });
    const rows = await unit.tx.query(lockRuns, { ids: JSON.stringify(idsOf(commands)) });
    const now = rows[0]?.nowAt;
    if (now === undefined) return commands.map(notFound);
    const batch = new RunBatch(rows.map(snapshotOf));
    const verdicts = await this.decider.decide(unit.tx, batch, commands, now);
    await this.#save(unit, batch, now);
    // Where nobody waited and nobody came in, a run that left its queue leaves its turn to nobody.
    const awaited = new Set(rows.flatMap(({ isAwaited, queueKey }) => (isAwaited ? [queueKey] : [])));
    await this.#giveTurns(unit, [...batch.queues].filter((key) => awaited.has(key) || batch.entered.has(key)));
    await this.alerts.raise(unit, batch.alerts);
    await this.alerts.resolve(unit, batch.resolves);
    this.#wakeAfter(unit, batch, now);
    return verdicts;
  }

  async #save({ tx }: Unit, batch: RunBatch, now: Date): Promise<void> {
    const { changed } = batch;
    if (changed.length === 0 && batch.story.length === 0 && batch.reports.length === 0 && batch.cancelled.size === 0 && batch.met.length === 0) return;
    const saved = await tx.execute(saveRuns, bindsOf(batch, now));
    if (saved !== changed.length) throw new Error(`${changed.length} runs were locked and changed, but ${saved} were as they had been read`);
  }

  async #giveTurns({ tx, afterCommit }: Unit, queueKeys: readonly string[]): Promise<void> {
    if (queueKeys.length === 0) return;
    if ((await tx.execute(giveTurns, { queueKeys: JSON.stringify(queueKeys) })) > 0) afterCommit(() => this.wakeUps.wake('dispatch'));
  }

  #wakeAfter({ afterCommit }: Unit, { changed, cancelled, groups, deadlines }: RunBatch, now: Date): void {
    if (changed.some(({ after }) => after.dueAt !== null && after.dueAt <= now)) afterCommit(() => this.wakeUps.wake('dispatch'));
    if (cancelled.size > 0) afterCommit(() => this.wakeUps.wake('cancellations'));
    if (groups.size > 0) afterCommit(() => this.wakeUps.wake('groups'));
    const isLate = [...deadlines.values()].some((planned) => planned !== 'DROP' && planned.overdueAt !== null && planned.overdueAt <= now);
    if (isLate) afterCommit(() => this.wakeUps.wake('deadlines'));
  }
}

const idsOf = (commands: readonly RunCommand[]): string[] => [...new Set(commands.map(({ runId }) => runId))];

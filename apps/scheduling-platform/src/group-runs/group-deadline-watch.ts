import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { selectDueGroupRuns, takeGroupOverdue } from '../persistence/sql/select-due-group-runs.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { findAndHoldGroupRun } from './group-queue.ts';
import { GroupRunEnds } from './group-run-ends.ts';

/**
 * Looks at group runs when their time has come. Their deadlines stand in their row from the moment they are made, so one
 * that never had the turn meets them like any other. Due rows are read without a lock; whoever then holds the row and
 * still finds it due acts, and takes the deadline away in the same transaction.
 */
@Injectable()
export class GroupDeadlineWatch {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly alerts: AlertBook,
    private readonly ends: GroupRunEnds,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'group-deadlines', everyMs: config.timing.pollMs, runOnce: () => this.#look() });
  }

  async #look(): Promise<boolean> {
    const due = await this.database.query(selectDueGroupRuns, {});
    let acted = 0;
    for (const { id } of due) acted += await this.#try(id);
    return acted > 0;
  }

  /** One that fails holds up no other; it stays due. */
  async #try(id: string): Promise<0 | 1> {
    try {
      await this.work.run((unit) => this.#act(unit, id));
      return 1;
    } catch (err) {
      this.logger.error({ err, groupRunId: id }, 'a deadline of a group run could not be acted on; it is tried again');
      return 0;
    }
  }

  async #act(unit: Unit, id: string): Promise<void> {
    const run = await findAndHoldGroupRun(unit.tx, id);
    if (run === null) return;
    if (run.overdueAt !== null && run.overdueAt <= run.nowAt && (await unit.tx.execute(takeGroupOverdue, { id })) > 0) {
      const { groupName: group, businessDate, state } = run;
      const detail = `The group run is overdue; it is ${state}${run.isWaiting ? ' and waits for its turn' : ''}.`;
      await this.alerts.raise(unit, [{ kind: 'OVERDUE', subject: { kind: 'GROUP_RUN', id }, task: null, group, businessDate, detail }]);
    }
    if (run.failAt !== null && run.failAt <= run.nowAt) await this.ends.failByDeadline(unit, run);
  }
}

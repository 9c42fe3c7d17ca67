import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { aboutRun } from '../alerts/domain/alert-request.ts';
import { selectDueDeadlines, type DueDeadlineRow } from '../persistence/sql/select-due-deadlines.sql.ts';
import { takeDeadline } from '../persistence/sql/take-deadline.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { isActive } from '../runs/domain/run.state-machine.ts';
import { RunEnds } from '../runs/run-ends.ts';
import { recordRunEvent } from '../runs/run-events.ts';
import { lockRunForEnd, lockRunForProgress } from '../runs/run-locks.ts';

/**
 * Looks at runs when their time has come. Deadlines are rows made with the run, so one that was never dispatched meets
 * them like any other. Due rows are read without a lock; taking the row away, in the transaction that acts, decides
 * which node acts.
 */
@Injectable()
export class DeadlineWatch {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly alerts: AlertBook,
    private readonly ends: RunEnds,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'deadlines', everyMs: config.timing.pollMs, runOnce: () => this.#look() });
  }

  async #look(): Promise<boolean> {
    const due = await this.database.query(selectDueDeadlines, {});
    for (const deadline of due) await this.work.run((unit) => this.#act(unit, deadline));
    return due.length > 0;
  }

  async #act(unit: Unit, { runId, kind }: DueDeadlineRow): Promise<void> {
    const run = await (kind === 'FAIL' ? lockRunForEnd : lockRunForProgress)(unit.tx, runId);
    const isMine = (await unit.tx.execute(takeDeadline, { runId, kind })) > 0;
    if (!isMine || !isActive(run.state)) return;
    if (kind === 'FAIL') {
      await this.ends.fail(unit, run, 'DEADLINE_EXCEEDED', `The run was not complete by its deadline; it was ${run.state}.`);
      return;
    }
    const detail = `The run is overdue; it is ${run.state}${run.dispatches === 0 ? ' and was never dispatched' : ''}.`;
    await recordRunEvent(unit.tx, runId, 'OVERDUE', detail);
    await this.alerts.raise(unit, [aboutRun('OVERDUE', run, detail)]);
  }
}

import { Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { aboutRun, type RunOfAlert } from '../alerts/domain/alert-request.ts';
import { endRun } from '../persistence/sql/end-run.sql.ts';
import { promoteNextRun } from '../persistence/sql/promote-next-run.sql.ts';
import { remindCancellation } from '../persistence/sql/remind-cancellation.sql.ts';
import { dropDeadlines } from '../persistence/sql/take-deadline.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { recordRunEvent, type RunEventKind } from './run-events.ts';

/** How long a target that does not take its cancellation is told again. */
export const CANCELLATION_GIVE_UP_MS = 600_000;

type Failure = 'MISMATCH' | 'EXHAUSTED' | 'FAILED';

/** What every end of a run brings with it, whatever made it; always in the transaction of the end, under the queue's lock. */
@Injectable()
export class RunEnds {
  constructor(
    private readonly alerts: AlertBook,
    private readonly wakeUps: WakeUps,
  ) {}

  /** The run was just written as SUCCEEDED. */
  async succeeded(unit: Unit, run: RunOfAlert): Promise<void> {
    await this.alerts.resolve(unit, [{ cause: 'RUN_SUCCEEDED', runId: run.id }]);
    await this.#letNextOne(unit, run);
  }

  /** The run was just written as FAILED. */
  async failed(unit: Unit, run: RunOfAlert, alert: Failure, detail: string): Promise<void> {
    await this.alerts.raise(unit, [aboutRun(alert, run, detail)]);
    await this.alerts.resolve(unit, [{ cause: 'RUN_ENDED', runId: run.id }]);
    await this.#letNextOne(unit, run);
  }

  /** Ends a run that no report ended. @returns false: it had ended before */
  async fail(unit: Unit, run: RunOfAlert, reason: RunEventKind & ('TARGET_REJECTED' | 'DEADLINE_EXCEEDED'), detail: string): Promise<boolean> {
    if ((await unit.tx.execute(endRun, { id: run.id, state: 'FAILED', reason, detail })) === 0) return false;
    await recordRunEvent(unit.tx, run.id, reason, detail);
    await this.failed(unit, run, 'FAILED', detail);
    return true;
  }

  /** Cancels at once; the target is told afterwards, if it was ever called in this attempt. @returns false: it had ended before */
  async cancel(unit: Unit, run: RunOfAlert & { readonly attempt: number }, reason: 'CANCELLED_BY_REQUEST' | 'CANCELLED_BY_OVERLAP', detail: string): Promise<boolean> {
    if ((await unit.tx.execute(endRun, { id: run.id, state: 'CANCELLED', reason, detail })) === 0) return false;
    await unit.tx.execute(remindCancellation, { id: run.id, attempt: run.attempt, giveUpInMs: CANCELLATION_GIVE_UP_MS });
    unit.afterCommit(() => this.wakeUps.wake('cancellations'));
    await recordRunEvent(unit.tx, run.id, 'CANCELLED', detail, { reason });
    await this.alerts.resolve(unit, [{ cause: 'RUN_CANCELLED', runId: run.id }]);
    await this.#letNextOne(unit, run);
    return true;
  }

  async #letNextOne({ tx, afterCommit }: Unit, run: RunOfAlert): Promise<void> {
    await tx.execute(dropDeadlines, { runId: run.id });
    if ((await tx.execute(promoteNextRun, { task: run.task })) > 0) afterCommit(() => this.wakeUps.wake('dispatch'));
  }
}

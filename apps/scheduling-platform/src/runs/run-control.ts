import { DomainError } from '@syncline/contract';
import { CLOCK, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { RunDeadlineEntity } from '../deadlines/run-deadline.entity.ts';
import { Instances } from '../dispatching/instances.ts';
import { insertRows } from '../persistence/rows.ts';
import { requeueRun } from '../persistence/sql/requeue-run.sql.ts';
import { selectQueueSituation } from '../persistence/sql/select-queue-situation.sql.ts';
import { dropDeadlines } from '../persistence/sql/take-deadline.sql.ts';
import type { LockedRunRow } from '../persistence/sql/lock-run.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { deadlineRulesOf, retryPolicyOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { attemptLimit } from './domain/retry-policy.ts';
import { transition } from './domain/run.state-machine.ts';
import { deadlineRows } from './new-run.ts';
import { RunEnds } from './run-ends.ts';
import { recordRunEvent } from './run-events.ts';
import { lockRunForEnd } from './run-locks.ts';

/** What a person may do to a run. */
@Injectable()
export class RunControl {
  constructor(
    private readonly work: UnitOfWork,
    private readonly ends: RunEnds,
    private readonly versions: TaskVersions,
    private readonly wakeUps: WakeUps,
    private readonly instances: Instances,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @returns whether this call cancelled it; false: it was CANCELLED already
   * @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION after another end
   */
  cancel(id: string, who: string): Promise<boolean> {
    return this.work.run(async (unit) => {
      const run = await lockRunForEnd(unit.tx, id);
      if (run.state === 'CANCELLED') return false;
      const cancelled = await this.ends.cancel(unit, run, 'CANCELLED_BY_REQUEST', `Cancelled by ${who}.`);
      if (!cancelled) throw new DomainError('ILLEGAL_TRANSITION', `The run has ended ${run.state} and cannot be cancelled.`);
      return true;
    });
  }

  /**
   * The same run again, with the next attempt; one that was never dispatched keeps its attempt. Deadlines and the count
   * of attempts start anew.
   * @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION unless it is FAILED or CANCELLED
   */
  async retry(unit: Unit, id: string, who: string): Promise<void> {
    const run = await lockRunForEnd(unit.tx, id);
    if (transition(run.state, 'RETRY') === null) throw new DomainError('ILLEGAL_TRANSITION', `Only a FAILED or CANCELLED run can be retried; this one is ${run.state}.`);
    const definition = await this.versions.get(run.task, run.taskVersion, unit.tx);
    const hasTurn = await this.#hasTurn(unit, run, definition.overlap);
    const deadlines = planDeadlines(deadlineRulesOf(definition), run.businessDate, run.nowAt);
    const attempt = run.attemptDispatches === 0 ? run.attempt : run.attempt + 1;
    await unit.tx.execute(requeueRun, {
      id,
      attempt,
      attemptLimit: attemptLimit(retryPolicyOf(definition), attempt),
      nextUrl: this.instances.choose(definition.target.urls, this.clock.now()),
      dueAt: hasTurn ? run.nowAt : null,
      deadlineAt: deadlines.failAt,
    });
    await unit.tx.execute(dropDeadlines, { runId: id });
    await insertRows(unit.tx, RunDeadlineEntity, deadlineRows(id, deadlines));
    await recordRunEvent(unit.tx, id, 'RETRIED', `Retried by ${who}.`, { attempt });
    unit.afterCommit(() => this.wakeUps.wake('dispatch'));
    unit.afterCommit(() => this.wakeUps.wake('deadlines'));
  }

  async #hasTurn({ tx }: Unit, { task, businessDate }: LockedRunRow, overlap: string): Promise<boolean> {
    const [situation] = await tx.query(selectQueueSituation, { task, businessDate, parametersDigest: '' });
    return overlap === 'ALLOW' ? situation?.isDateActive === false : situation?.isTaskActive === false;
  }
}

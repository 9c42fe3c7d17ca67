import { DomainError } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { deadlineRulesOf } from '../tasks/domain/task-rules.ts';
import { TaskGroupVersions } from '../task-groups/task-group-versions.ts';
import { calendarsOfDeadlines } from '../deadlines/calendars-of-deadlines.ts';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { beginGroupRunAgain } from '../persistence/sql/change-group-run.sql.ts';
import type { LockedGroupRunRow } from '../persistence/sql/lock-group-run.sql.ts';
import { selectActiveGroupRuns } from '../persistence/sql/select-active-group-runs.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { RunCommands } from '../runs/run-commands.ts';
import { RunEntity } from '../runs/run.entity.ts';
import { groupTransition } from './domain/group-run.state-machine.ts';
import { holdGroupRun } from './group-queue.ts';
import { GroupRunEnds } from './group-run-ends.ts';
import { GroupSignals } from './group-signals.ts';

/** What a person may do to a group run. */
@Injectable()
export class GroupRunControl {
  constructor(
    private readonly work: UnitOfWork,
    private readonly ends: GroupRunEnds,
    private readonly commands: RunCommands,
    private readonly versions: TaskGroupVersions,
    private readonly signals: GroupSignals,
  ) {}

  /**
   * @returns whether this call cancelled it; false: it was CANCELLED already
   * @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION after another end
   */
  cancel(id: string, who: string): Promise<boolean> {
    return this.work.run(async (unit) => {
      const run = await holdGroupRun(unit.tx, id);
      if (run.state === 'CANCELLED') return false;
      if (groupTransition(run.state, 'CANCEL') === null) throw new DomainError('ILLEGAL_TRANSITION', `The group run has ended ${run.state} and cannot be cancelled.`);
      await this.ends.cancel(unit, run, 'CANCELLED_BY_REQUEST', `Cancelled by ${who}.`);
      return true;
    });
  }

  /**
   * The same group run again: members that did not succeed are held back and go out in order, those that did are left
   * alone. Deadlines start anew. Another run of the group may be under way; then this one waits for its turn.
   * @throws DomainError NOT_FOUND, ILLEGAL_TRANSITION unless it is FAILED or CANCELLED
   */
  async retry(unit: Unit, id: string, who: string): Promise<void> {
    const run = await holdGroupRun(unit.tx, id);
    if (groupTransition(run.state, 'RETRY') === null) throw new DomainError('ILLEGAL_TRANSITION', `Only a FAILED or CANCELLED group run can be retried; this one is ${run.state}.`);
    await this.#beginAgain(unit, run, 'RETRY');
    const members = await unit.tx.manager.find(RunEntity, { select: { id: true }, where: { groupRunId: id, state: In(['FAILED', 'CANCELLED', 'SKIPPED']) } });
    await this.commands.executeIn(unit, members.map(({ id: runId }) => ({ runId, kind: 'RETRY', who, isHeld: true })));
    await this.signals.give(unit, [id]);
  }

  /**
   * A person retried one member of a group run that had ended: it is under way again, with new deadlines, until its
   * members have ended. It does not wait for its turn, because the member does not.
   */
  async reopen(unit: Unit, run: LockedGroupRunRow): Promise<LockedGroupRunRow> {
    await this.#beginAgain(unit, run, 'REOPEN');
    return { ...run, state: 'RUNNING', isWaiting: false };
  }

  async #beginAgain(unit: Unit, run: LockedGroupRunRow, how: 'RETRY' | 'REOPEN'): Promise<void> {
    const definition = await this.versions.get(unit.tx, run.groupName, run.groupVersion);
    const deadlines = planDeadlines(deadlineRulesOf(definition), run.businessDate, run.nowAt, await calendarsOfDeadlines(unit.tx, [definition]));
    const isWaiting = how === 'RETRY' && (await this.#isBehind(unit, run, definition.overlap));
    const state = groupTransition(run.state, how);
    const begun = state === null ? 0 : await unit.tx.execute(beginGroupRunAgain, { id: run.id, state, isWaiting, overdueAt: deadlines.overdueAt, failAt: deadlines.failAt });
    if (begun !== 1) throw new Error(`Group run ${run.id} is ${run.state} and was to ${how}, but ${begun} rows changed`);
  }

  async #isBehind({ tx }: Unit, { groupName, businessDate }: LockedGroupRunRow, overlap: string): Promise<boolean> {
    const active = await tx.query(selectActiveGroupRuns, { names: JSON.stringify([groupName]) });
    return active.some((other) => overlap !== 'ALLOW' || (businessDate !== null && other.businessDate === businessDate));
  }
}

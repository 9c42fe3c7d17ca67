import { Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { endGroupRun } from '../persistence/sql/change-group-run.sql.ts';
import type { LockedGroupRunRow } from '../persistence/sql/lock-group-run.sql.ts';
import { promoteGroupRun, selectNextGroupRun } from '../persistence/sql/promote-group-run.sql.ts';
import { takeGroupSignals } from '../persistence/sql/take-group-signals.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import type { CancelReason } from '../runs/domain/run-command.ts';
import { shorten } from '../runs/domain/shorten.ts';
import { RunCommands } from '../runs/run-commands.ts';
import { RunEntity } from '../runs/run.entity.ts';
import { groupTransition } from './domain/group-run.state-machine.ts';
import { GroupSignals } from './group-signals.ts';

/** A group run whose queue and row the caller holds. */
type HeldGroupRun = Pick<LockedGroupRunRow, 'id' | 'groupName' | 'businessDate' | 'state'>;

/** What every end of a group run brings with it, whatever made it; always in the transaction of the end. */
@Injectable()
export class GroupRunEnds {
  constructor(
    private readonly commands: RunCommands,
    private readonly alerts: AlertBook,
    private readonly signals: GroupSignals,
  ) {}

  async succeed(unit: Unit, run: HeldGroupRun): Promise<void> {
    await this.#end(unit, run, 'SUCCEED', null, null);
    await this.alerts.resolve(unit, [{ cause: 'GROUP_RUN_SUCCEEDED', groupRunId: run.id }]);
    await this.letNextOne(unit, run.groupName);
  }

  /** All members have ended, and not all of them well. */
  async fail(unit: Unit, run: HeldGroupRun, reason: 'MEMBER_FAILED' | 'DEADLINE_EXCEEDED', detail: string): Promise<void> {
    await this.#end(unit, run, 'FAIL', reason, detail);
    await this.alerts.raise(unit, [{ kind: 'FAILED', subject: { kind: 'GROUP_RUN', id: run.id }, task: null, group: run.groupName, businessDate: run.businessDate, detail }]);
    await this.letNextOne(unit, run.groupName);
  }

  /** Its time is over, whatever its members do. */
  async failByDeadline(unit: Unit, run: HeldGroupRun): Promise<void> {
    const detail = `The group run was not complete by its deadline; it was ${run.state}.`;
    await this.#stopMembers(unit, run.id, 'GROUP_STOPPED', detail);
    await this.fail(unit, run, 'DEADLINE_EXCEEDED', detail);
  }

  /** Cancels at once, with the members that are under way. */
  async cancel(unit: Unit, run: HeldGroupRun, reason: 'CANCELLED_BY_REQUEST' | 'CANCELLED_BY_OVERLAP', detail: string): Promise<void> {
    await this.#stopMembers(unit, run.id, reason, detail);
    await this.#end(unit, run, 'CANCEL', reason, detail);
    await this.alerts.resolve(unit, [{ cause: 'GROUP_RUN_CANCELLED', groupRunId: run.id }]);
    await this.letNextOne(unit, run.groupName);
  }

  /** Gives the turn to the run of the group that waits longest, if nobody has it. */
  async letNextOne(unit: Unit, groupName: string): Promise<void> {
    const [next] = await unit.tx.query(selectNextGroupRun, { groupName });
    if (next === undefined) return;
    await unit.tx.execute(promoteGroupRun, next);
    await this.signals.give(unit, [next.id]);
  }

  async #end({ tx }: Unit, { id, state }: HeldGroupRun, how: 'SUCCEED' | 'FAIL' | 'CANCEL', reason: string | null, detail: string | null): Promise<void> {
    const ended = groupTransition(state, how);
    const changed = ended === null ? 0 : await tx.execute(endGroupRun, { id, state: ended, reason, detail: detail === null ? null : shorten(detail) });
    if (changed !== 1) throw new Error(`Group run ${id} is ${state} and was to ${how}, but ${changed} rows changed`);
  }

  /**
   * Each member is skipped and cancelled, in this order: what never started is SKIPPED and refuses the second, for what is
   * in flight, maybe since this very moment, the first means nothing. All members are held from here on, those that have
   * ended, too: a person who brings one back in this moment is either seen here or comes after this end.
   */
  async #stopMembers(unit: Unit, groupRunId: string, reason: CancelReason, detail: string): Promise<void> {
    const members = await unit.tx.manager.find(RunEntity, { select: { id: true }, where: { groupRunId } });
    await this.commands.executeIn(unit, members.flatMap(({ id: runId }) => [
      { runId, kind: 'SKIP' as const, reason: 'GROUP_STOPPED' as const, detail },
      { runId, kind: 'CANCEL' as const, reason, detail },
    ]));
    // From here on a signal is a person's, who brings a member back. What members did before must not bring the group back.
    await unit.tx.execute(takeGroupSignals, { groupRunId });
  }
}

import type { TaskGroupDefinition } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { startGroupRun } from '../persistence/sql/change-group-run.sql.ts';
import type { LockedGroupRunRow } from '../persistence/sql/lock-group-run.sql.ts';
import { lockQueuesOfRuns } from '../persistence/sql/lock-queues.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import type { RunCommand } from '../runs/domain/run-command.ts';
import { isActive } from '../runs/domain/run.state-machine.ts';
import { RunCommands } from '../runs/run-commands.ts';
import { RunEntity } from '../runs/run.entity.ts';
import { TaskGroupVersions } from '../task-groups/task-group-versions.ts';
import { TaskGroupEntity } from '../task-groups/task-group.entity.ts';
import { decideGroupProgress, type GroupMember, type GroupProgress as Decision } from './domain/decide-group-progress.ts';
import { isActiveGroup } from './domain/group-run.state-machine.ts';
import { GroupRunControl } from './group-run-control.ts';
import { GroupRunEnds } from './group-run-ends.ts';

/** A member with the run that does its work. */
interface MemberRun extends GroupMember {
  readonly runId: string;
  readonly task: string;
  readonly overlap: RunEntity['overlap'];
}

/** Moves one group run on, as far as its members allow; the caller holds it. */
@Injectable()
export class GroupProgress {
  constructor(
    private readonly versions: TaskGroupVersions,
    private readonly commands: RunCommands,
    private readonly control: GroupRunControl,
    private readonly ends: GroupRunEnds,
  ) {}

  async moveOn(unit: Unit, held: LockedGroupRunRow): Promise<void> {
    const { members: plan, onMemberFailure } = await this.versions.get(unit.tx, held.groupName, held.groupVersion);
    const members = await this.#members(unit, held, plan);
    if (!isActiveGroup(held.state) && !hasComeBack(held, members)) return;
    const run = isActiveGroup(held.state) ? held : await this.control.reopen(unit, held);
    const isPaused = await unit.tx.manager.existsBy(TaskGroupEntity, { name: run.groupName, isPaused: true });
    const decision = decideGroupProgress({ members, onMemberFailure, mayRelease: !run.isWaiting && !isPaused });
    if (await this.#carryOut(unit, members, decision)) await this.#stand(unit, run, members, decision);
  }

  async #members({ tx }: Unit, { id: groupRunId }: LockedGroupRunRow, plan: TaskGroupDefinition['members']): Promise<MemberRun[]> {
    const rows = await tx.manager.find(RunEntity, {
      select: { id: true, task: true, overlap: true, memberIndex: true, state: true, isHeld: true, dispatches: true },
      where: { groupRunId }, order: { memberIndex: 'ASC' },
    });
    return rows.flatMap(({ id: runId, memberIndex, ...member }) => {
      const mode = memberIndex === null ? undefined : plan[memberIndex]?.mode;
      return memberIndex === null || mode === undefined ? [] : [{ ...member, runId, index: memberIndex, mode }];
    });
  }

  /** @returns false: a member was dispatched in the moment in which it was to be skipped; its own signal follows */
  async #carryOut(unit: Unit, members: readonly MemberRun[], { release, skip }: Decision): Promise<boolean> {
    const released = members.filter(({ index }) => release.includes(index));
    const skipped = members.filter(({ index }) => skip.includes(index));
    const verdicts = await this.commands.executeIn(unit, [
      ...skipped.map(({ runId }) => ({ runId, kind: 'SKIP' as const, reason: 'GROUP_STOPPED' as const, detail: 'Another member of the group did not succeed, and the group stops then.' })),
      ...(await this.#makePlace(unit, released)),
      ...released.map(({ runId }) => ({ runId, kind: 'RELEASE' as const })),
    ]);
    return verdicts.slice(0, skipped.length).every(({ kind }) => kind === 'done');
  }

  /**
   * A member takes its place in the queue of its task, whatever else runs there. Of the overlap policies of the task two
   * mean something else for a member: SKIP does not apply, a member queues; CANCEL_PREVIOUS cancels the other runs of the
   * task when the member is released, not when the group fires.
   */
  async #makePlace({ tx }: Unit, released: readonly MemberRun[]): Promise<RunCommand[]> {
    const pushing = released.filter(({ overlap }) => overlap === 'CANCEL_PREVIOUS');
    if (pushing.length === 0) return [];
    await tx.execute(lockQueuesOfRuns, { ids: JSON.stringify(released.map(({ runId }) => runId)) });
    const others = await tx.manager.find(RunEntity, {
      select: { id: true },
      where: { task: In(pushing.map(({ task }) => task)), state: In(['QUEUED', 'RUNNING', 'WAITING_RETRY']), isHeld: false, id: Not(In(pushing.map(({ runId }) => runId))) },
    });
    return others.map(({ id: runId }) => ({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_OVERLAP', detail: 'A member of a group took its place.' }));
  }

  async #stand(unit: Unit, run: LockedGroupRunRow, members: readonly MemberRun[], { standing, skip }: Decision): Promise<void> {
    switch (standing) {
      case 'QUEUED':
        return;
      case 'RUNNING':
        if (run.state === 'QUEUED' && !run.isWaiting) await unit.tx.execute(startGroupRun, { id: run.id });
        return;
      case 'SUCCEEDED':
        return this.ends.succeed(unit, run);
      case 'FAILED':
        return this.ends.fail(unit, run, 'MEMBER_FAILED', failureOf(members, skip));
    }
  }
}

/** A person has retried a member of a group run that had ended; it may have ended again, and well, before anybody looked. */
const hasComeBack = ({ state: ended }: LockedGroupRunRow, members: readonly MemberRun[]): boolean =>
  members.some(({ state }) => isActive(state)) || (ended !== 'SUCCEEDED' && members.every(({ state }) => state === 'SUCCEEDED'));

const failureOf = (members: readonly MemberRun[], skip: readonly number[]): string => {
  const lacking = members.filter(({ state }) => state !== 'SUCCEEDED').map(({ task, state, index }) => `${task} ${skip.includes(index) ? 'SKIPPED' : state}`);
  return `${lacking.length} of ${members.length} members did not succeed: ${lacking.join(', ')}.`;
};

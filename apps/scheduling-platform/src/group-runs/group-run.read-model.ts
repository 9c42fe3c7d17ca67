import { DomainError, type GroupRun, type GroupRunMember, type Page } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { pageById, type PageRequest } from '../persistence/page-by-id.ts';
import { RunEntity } from '../runs/run.entity.ts';
import { TaskGroupVersionEntity } from '../task-groups/task-group-version.entity.ts';
import { TaskGroupEntity } from '../task-groups/task-group.entity.ts';
import { TaskEntity } from '../tasks/task.entity.ts';
import type { GroupRunState } from './domain/group-run.state-machine.ts';
import { whatAGroupWaitsFor } from './domain/what-a-group-waits-for.ts';
import { GroupRunEntity } from './group-run.entity.ts';

export interface GroupRunFilter {
  readonly group?: string | undefined;
  readonly businessDate?: string | undefined;
  readonly state?: GroupRunState | undefined;
}

type MemberRow = Pick<RunEntity, 'id' | 'groupRunId' | 'memberIndex' | 'task' | 'state' | 'isHeld' | 'dispatches' | 'dueAt'>;

/** What is read beside the group runs of a page, once for all of them. */
interface Around {
  readonly members: ReadonlyMap<string, readonly MemberRow[]>;
  /** By `group@version`. */
  readonly plans: ReadonlyMap<string, TaskGroupVersionEntity['definitionJson']['members']>;
  readonly pausedGroups: ReadonlySet<string>;
  readonly pausedTasks: ReadonlySet<string>;
}

/**
 * Group runs as the API shows them. What one that has not ended waits for is found out when it is asked, so that it is
 * true then, also of a pause that began a moment ago.
 */
@Injectable()
export class GroupRunReadModel {
  constructor(private readonly database: Database) {}

  async get(id: string): Promise<GroupRun> {
    const run = await this.database.repository(GroupRunEntity).findOneBy({ id });
    if (run === null) throw new DomainError('NOT_FOUND', `There is no group run ${id}.`);
    return toGroupRun(run, await this.#around([run]));
  }

  async list({ group, businessDate, state }: GroupRunFilter, request: PageRequest): Promise<Page<GroupRun>> {
    const where = { ...(group === undefined ? {} : { groupName: group }), ...(businessDate === undefined ? {} : { businessDate }), ...(state === undefined ? {} : { state }) };
    const page = await pageById(this.database.repository(GroupRunEntity), where, request, (run) => run);
    const around = await this.#around(page.items);
    return { ...page, items: page.items.map((run) => toGroupRun(run, around)) };
  }

  async #around(runs: readonly GroupRunEntity[]): Promise<Around> {
    if (runs.length === 0) return { members: new Map(), plans: new Map(), pausedGroups: new Set(), pausedTasks: new Set() };
    const rows: MemberRow[] = await this.database.repository(RunEntity).find({
      select: { id: true, groupRunId: true, memberIndex: true, task: true, state: true, isHeld: true, dispatches: true, dueAt: true },
      where: { groupRunId: In(runs.map(({ id }) => id)) }, order: { memberIndex: 'ASC' },
    });
    const versions = await this.database.repository(TaskGroupVersionEntity).find({ where: distinctVersions(runs) });
    const groups = await this.database.repository(TaskGroupEntity).find({ select: { name: true }, where: { name: In(runs.map(({ groupName }) => groupName)), isPaused: true } });
    const waiting = new Set(rows.filter(({ state, isHeld, dispatches }) => state === 'QUEUED' && !isHeld && dispatches === 0).map(({ task }) => task));
    const tasks = waiting.size === 0 ? [] : await this.database.repository(TaskEntity).find({ select: { name: true }, where: { name: In([...waiting]), isPaused: true } });
    return {
      members: new Map(runs.map(({ id }) => [id, rows.filter(({ groupRunId }) => groupRunId === id)])),
      plans: new Map(versions.map(({ groupName, version, definitionJson }) => [`${groupName}@${version}`, definitionJson.members])),
      pausedGroups: new Set(groups.map(({ name }) => name)),
      pausedTasks: new Set(tasks.map(({ name }) => name)),
    };
  }
}

const distinctVersions = (runs: readonly GroupRunEntity[]): { groupName: string; version: number }[] =>
  [...new Map(runs.map(({ groupName, groupVersion: version }) => [`${groupName}@${version}`, { groupName, version }])).values()];

function toGroupRun(run: GroupRunEntity, around: Around): GroupRun {
  const plan = around.plans.get(`${run.groupName}@${run.groupVersion}`) ?? [];
  const members = around.members.get(run.id) ?? [];
  return {
    id: run.id,
    group: run.groupName,
    groupVersion: run.groupVersion,
    businessDate: run.businessDate,
    state: run.state,
    reason: run.reason,
    detail: run.endedAt === null ? waitsFor(run, members, around) : run.detail,
    members: members.flatMap(({ memberIndex, task, id: runId, state }): GroupRunMember[] => {
      const mode = memberIndex === null ? undefined : plan[memberIndex]?.mode;
      return memberIndex === null || mode === undefined ? [] : [{ index: memberIndex, task, mode, runId, state }];
    }),
    createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
  };
}

const waitsFor = ({ isWaiting, groupName }: GroupRunEntity, members: readonly MemberRow[], { pausedGroups, pausedTasks }: Around): string | null =>
  whatAGroupWaitsFor({
    isWaiting,
    isPaused: pausedGroups.has(groupName),
    members: members.map(({ dueAt, ...member }) => ({ ...member, hasTurn: dueAt !== null, isTaskPaused: pausedTasks.has(member.task) })),
  });

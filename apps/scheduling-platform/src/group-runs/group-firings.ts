import { jsonDigest, type OccurrenceOutcome, type TaskGroupDefinition } from '@syncline/contract';
import { CLOCK, currentTraceparent, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Calendars } from '../calendars/find-calendars.ts';
import { calendarsOfDeadlines } from '../deadlines/calendars-of-deadlines.ts';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { Instances } from '../dispatching/instances.ts';
import type { FiringRequest } from '../firings/firing.ts';
import { outcomeOfFiring } from '../firings/outcome-of-firing.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { insertRows } from '../persistence/rows.ts';
import { lockMembersInQueues } from '../persistence/sql/lock-members-in-queues.sql.ts';
import { selectActiveGroupRuns } from '../persistence/sql/select-active-group-runs.sql.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { shorten } from '../runs/domain/shorten.ts';
import { insertFiringRows } from '../runs/insert-firing-rows.ts';
import type { NewRun } from '../runs/new-run.ts';
import { TaskGroupVersions } from '../task-groups/task-group-versions.ts';
import { deadlineRulesOf } from '../tasks/domain/task-rules.ts';
import { TaskEntity } from '../tasks/task.entity.ts';
import { isSameWork, planGroupFirings, type ActiveGroupRun, type GroupFiring, type GroupFiringPlan } from './domain/plan-group-firings.ts';
import { holdGroupRun, lockGroupQueues } from './group-queue.ts';
import { GroupRunEnds } from './group-run-ends.ts';
import { GroupRunEntity } from './group-run.entity.ts';
import { GroupSignals } from './group-signals.ts';
import { newMember } from './new-members.ts';

/** A firing of a group, with what it is to run and what comes of it. */
interface Firing extends GroupFiring {
  readonly request: FiringRequest;
  readonly definition: TaskGroupDefinition;
}
type Planned = Firing & { readonly plan: GroupFiringPlan };

const WHY: Partial<Record<OccurrenceOutcome, string>> = {
  FIRED_LATE: 'It fired late.',
  QUEUED_BEHIND: 'Another run of the group is active; this one begins when its turn comes, oldest business date first.',
  COALESCED: 'A run of the group for the same business date and parameters is waiting to begin; it does this work, too.',
  SKIPPED_OVERLAP: 'Another run of the group is active, and the group skips what overlaps.',
  SKIPPED_PAUSED: 'The group is paused.',
};

/**
 * Turns firings of groups into occurrences and, where they lead to some, group runs; many at a time, in the caller's
 * transaction.
 *
 * Model: firings of one group take turns under the lock of its queue (`group-queue.ts`), so what they find is still so when
 * they write; those of one batch see each other in memory (`plan-group-firings`). A group run is made with all its members,
 * each held, so that their deadlines exist from the start; a signal asks the loop to let the first ones go. A node may be
 * dispatching, in this very moment, a member of a group run that a firing wants to join: its members are held first, and if
 * one was dispatched it is a group run to wait for.
 */
@Injectable()
export class GroupFirings {
  constructor(
    private readonly versions: TaskGroupVersions,
    private readonly ends: GroupRunEnds,
    private readonly signals: GroupSignals,
    private readonly instances: Instances,
    private readonly wakeUps: WakeUps,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns the occurrences, in the order of the requests */
  async fire(unit: Unit, requests: readonly FiringRequest[]): Promise<OccurrenceEntity[]> {
    if (requests.length === 0) return [];
    const names = [...new Set(requests.map(({ owner }) => owner.name))].sort();
    await lockGroupQueues(unit.tx, names);
    const firings: Firing[] = [];
    for (const request of requests) firings.push(firingOf(request, await this.versions.get(unit.tx, request.owner.name, request.version)));
    const plans = planGroupFirings(firings, await this.#active(unit, names, firings));
    const planned = firings.flatMap((firing, n): Planned[] => (plans[n] === undefined ? [] : [{ ...firing, plan: plans[n] }]));
    return this.#carryOut(unit, planned, await timeOf(unit.tx));
  }

  async #active({ tx }: Unit, names: readonly string[], firings: readonly Firing[]): Promise<ActiveGroupRun[]> {
    const rows = await tx.query(selectActiveGroupRuns, { names: JSON.stringify(names) });
    const active = rows.map(({ groupName: group, ...run }): ActiveGroupRun => ({ ...run, group }));
    const joinable = active.filter((run) => run.isUntouched && firings.some((firing) => isSameWork(firing, run)));
    if (joinable.length === 0) return active;
    const members = await tx.query(lockMembersInQueues, { ids: JSON.stringify(joinable.map(({ groupRunId }) => groupRunId)) });
    const touched = new Set(members.filter(({ dispatches }) => dispatches > 0).map(({ groupRunId }) => groupRunId));
    return active.map((run) => (touched.has(run.groupRunId) ? { ...run, isUntouched: false } : run));
  }

  async #carryOut(unit: Unit, planned: readonly Planned[], now: Date): Promise<OccurrenceEntity[]> {
    const begun = planned.filter(({ plan }) => plan.isNew);
    const calendars = await calendarsOfDeadlines(unit.tx, begun.map(({ definition }) => definition));
    const groupRuns = begun.map((firing) => groupRunOf(firing, now, calendars));
    if (groupRuns.length > 0) await insertRows(unit.tx, GroupRunEntity, groupRuns);
    const occurrences = planned.map((firing) => occurrenceOf(firing, now));
    await insertFiringRows(unit.tx, await this.#members(unit, begun, now), occurrences);
    await this.signals.give(unit, begun.filter(({ plan }) => plan.outcome === 'FIRED').map(({ groupRunId }) => groupRunId));
    if (groupRuns.some(({ overdueAt }) => overdueAt !== null && overdueAt <= now)) unit.afterCommit(() => this.wakeUps.wake('group-deadlines'));
    for (const id of planned.flatMap(({ plan }) => plan.cancels)) {
      await this.ends.cancel(unit, await holdGroupRun(unit.tx, id), 'CANCELLED_BY_OVERLAP', 'A newer firing of the group took its place.');
    }
    return occurrences;
  }

  async #members({ tx }: Unit, begun: readonly Planned[], createdAt: Date): Promise<NewRun[]> {
    const names = [...new Set(begun.flatMap(({ definition }) => definition.members.map(({ task }) => task)))];
    const tasks = new Map((names.length === 0 ? [] : await tx.manager.findBy(TaskEntity, { name: In(names) })).map((task) => [task.name, task]));
    const calendars = await calendarsOfDeadlines(tx, [...tasks.values()].map(({ definitionJson }) => definitionJson));
    return begun.flatMap(({ groupRunId, request, definition: { members, priority } }) => {
      const group = { groupRunId, request, priority, createdAt, calendars, traceparent: request.traceparent ?? currentTraceparent() ?? null };
      return members.map((member, index) => {
        const task = tasks.get(member.task);
        if (task === undefined) throw new Error(`Task ${member.task} of group ${request.owner.name} is gone`);
        const url = this.instances.choose(task.definitionJson.target.urls, this.clock.now());
        return newMember(group, member, index, { definition: task.definitionJson, version: task.version, url });
      });
    });
  }
}

function firingOf(request: FiringRequest, definition: TaskGroupDefinition): Firing {
  const { owner, businessDate, isPaused, standsAlone = false, parameters } = request;
  return { request, definition, groupRunId: uuidv7(), group: owner.name, businessDate, parametersDigest: jsonDigest(parameters), overlap: definition.overlap, isPaused, standsAlone };
}

function groupRunOf({ groupRunId: id, request, definition, parametersDigest, plan }: Planned, createdAt: Date, calendars: Calendars): GroupRunEntity {
  const { overdueAt, failAt } = planDeadlines(deadlineRulesOf(definition), request.businessDate, createdAt, calendars);
  return {
    id, groupName: definition.name, groupVersion: request.version, businessDate: request.businessDate, parametersDigest, overlap: definition.overlap,
    state: 'QUEUED', isWaiting: plan.outcome === 'QUEUED_BEHIND', reason: null, detail: null, overdueAt, failAt, createdAt, endedAt: null,
  };
}

function occurrenceOf({ request, plan }: Planned, recordedAt: Date): OccurrenceEntity {
  const { occurrenceId: id, owner, businessDate, trigger: triggerKind, messageId, scheduledFor, isLate } = request;
  const outcome = outcomeOfFiring(plan.outcome, isLate);
  const detail = shorten([request.detail, WHY[outcome], outcome === plan.outcome ? null : WHY[plan.outcome]].filter(Boolean).join(' '));
  return {
    id, task: null, groupName: owner.name, triggerKind, scheduledFor: scheduledFor ?? recordedAt, recordedAt, businessDate, outcome,
    detail: detail === '' ? null : detail, runId: null, groupRunId: plan.groupRunId, messageId,
  };
}

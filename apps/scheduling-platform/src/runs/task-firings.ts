import { jsonDigest, type OccurrenceOutcome, type Parameters, type TaskDefinition } from '@syncline/contract';
import { CLOCK, currentTraceparent, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Calendars } from '../calendars/find-calendars.ts';
import { calendarsOfDeadlines } from '../deadlines/calendars-of-deadlines.ts';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { Instances } from '../dispatching/instances.ts';
import type { FiringRequest } from '../firings/firing.ts';
import { outcomeOfFiring } from '../firings/outcome-of-firing.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { oncePer } from '../once-per.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { lockQueues } from '../persistence/sql/lock-queues.sql.ts';
import { selectFiringSituations } from '../persistence/sql/select-firing-situations.sql.ts';
import { selectRunsInTheWay } from '../persistence/sql/select-runs-in-the-way.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { deadlineRulesOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { queueKey } from './domain/decide-overlap.ts';
import { planFirings, type FiringPlan, type QueuedFiring } from './domain/plan-firings.ts';
import { shorten } from './domain/shorten.ts';
import { insertFiringRows } from './insert-firing-rows.ts';
import type { NewRun } from './new-run.ts';
import { RunCommands } from './run-commands.ts';

const ownDigestOf = oncePer(({ parameters }: TaskDefinition) => jsonDigest(parameters));
const rulesOf = oncePer(deadlineRulesOf);

/** A firing of a task, with what it is to run. */
interface TaskFiring {
  readonly request: FiringRequest;
  readonly runId: string;
  readonly definition: TaskDefinition;
  readonly parameters: Parameters;
  readonly parametersDigest: string;
}

/** What the deadlines of runs are counted by. */
interface Moment {
  readonly now: Date;
  readonly calendars: Calendars;
}

const WHY: Partial<Record<OccurrenceOutcome, string>> = {
  FIRED_LATE: 'It fired late.',
  QUEUED_BEHIND: 'Another run of the task is active; this one begins when its turn comes, oldest business date first.',
  COALESCED: 'A run for the same business date and parameters is waiting to begin; it does this work, too.',
  SKIPPED_OVERLAP: 'Another run of the task is active, and the task skips what overlaps.',
  SKIPPED_PAUSED: 'The task is paused.',
};

/**
 * Turns firings of tasks into occurrences and, where they lead to some, runs; many at a time, in the caller's transaction.
 *
 * Model: firings of one queue take turns under its lock (`lock-queues`), so what they find is still so when they write.
 * The locks are held until the commit. Ends take the same locks before they give the turn to the next run; whichever of a
 * firing and an end comes second sees the other. Firings of one batch see each other in memory (`plan-firings`).
 */
@Injectable()
export class TaskFirings {
  constructor(
    private readonly runs: RunCommands,
    private readonly instances: Instances,
    private readonly versions: TaskVersions,
    private readonly wakeUps: WakeUps,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns the occurrences, in the order of the requests */
  async fire(unit: Unit, requests: readonly FiringRequest[]): Promise<OccurrenceEntity[]> {
    if (requests.length === 0) return [];
    const definitions = await this.versions.getAll(requests.map(({ owner, version }) => ({ task: owner.name, version })), unit.tx);
    const firings = requests.flatMap((request, n) => (definitions[n] === undefined ? [] : [this.#firing(request, definitions[n])]));
    const { queued, now } = await this.#lookAt(unit, firings);
    const { plans, cancelledTasks, cancelledRuns } = planFirings(queued);
    const inTheWay = [...cancelledRuns];
    for (const task of cancelledTasks) inTheWay.push(...(await unit.tx.query(selectRunsInTheWay, { task })).map(({ id }) => id));
    const calendars = await calendarsOfDeadlines(unit.tx, firings.map(({ definition }) => definition));
    const occurrences = await this.#write(unit, firings, plans, { now, calendars });
    await this.runs.executeIn(unit, inTheWay.map((runId) => ({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_OVERLAP', detail: 'A newer firing took its place.' })));
    return occurrences;
  }

  #firing(request: FiringRequest, definition: TaskDefinition): TaskFiring {
    const overrides = Object.keys(request.parameters).length > 0;
    const parameters = overrides ? { ...definition.parameters, ...request.parameters } : definition.parameters;
    return { request, runId: uuidv7(), definition, parameters, parametersDigest: overrides ? jsonDigest(parameters) : ownDigestOf(definition) };
  }

  async #lookAt({ tx }: Unit, firings: readonly TaskFiring[]): Promise<{ queued: QueuedFiring[]; now: Date }> {
    const keys = firings.map(({ request, definition: { overlap, name } }) => queueKey(overlap, name, request.businessDate));
    await tx.execute(lockQueues, { queueKeys: JSON.stringify([...new Set(keys)]) });
    const asked = firings.map(({ request, parametersDigest, definition: { overlap } }, n) => ({ n, task: request.owner.name, overlap, businessDate: request.businessDate, parametersDigest }));
    const rows = await tx.query(selectFiringSituations, { firings: jsonRows(asked) });
    const byPlace = new Map(rows.map((row) => [row.n, row]));
    const now = rows[0]?.nowAt;
    if (now === undefined) throw new Error('The database gave no situation');
    const queued = firings.map(({ request, runId, definition, parametersDigest }, n): QueuedFiring => {
      const situation = byPlace.get(n);
      if (situation === undefined) throw new Error(`The database gave no situation for firing ${n}`);
      return { runId, task: definition.name, policy: definition.overlap, isPaused: request.isPaused, businessDate: request.businessDate, parametersDigest, standsAlone: request.standsAlone ?? false, situation };
    });
    return { queued, now };
  }

  async #write({ tx, afterCommit }: Unit, firings: readonly TaskFiring[], plans: readonly FiringPlan[], { now, calendars }: Moment): Promise<OccurrenceEntity[]> {
    const occurrences = firings.map((firing, n) => occurrenceOf(firing, plans[n], now));
    const runs = firings.flatMap((firing, n): NewRun[] => {
      const outcome = plans[n]?.outcome;
      return outcome === 'FIRED' || outcome === 'QUEUED_BEHIND' ? [this.#newRun(firing, outcome === 'FIRED', { now, calendars })] : [];
    });
    await insertFiringRows(tx, runs, occurrences);
    if (runs.some(({ hasTurn }) => hasTurn)) afterCommit(() => this.wakeUps.wake('dispatch'));
    if (runs.some(({ deadlines: { overdueAt } }) => overdueAt !== null && overdueAt <= now)) afterCommit(() => this.wakeUps.wake('deadlines'));
    return occurrences;
  }

  #newRun({ request, runId: id, definition, parameters, parametersDigest }: TaskFiring, hasTurn: boolean, { now: createdAt, calendars }: Moment): NewRun {
    const { businessDate, occurrenceId, trigger, messageId, version: taskVersion } = request;
    return {
      id, definition, taskVersion, businessDate, parameters, parametersDigest, trigger, occurrenceId, messageId, createdAt, hasTurn, member: null,
      traceparent: request.traceparent ?? currentTraceparent() ?? null,
      url: this.instances.choose(definition.target.urls, this.clock.now()),
      deadlines: planDeadlines(rulesOf(definition), businessDate, createdAt, calendars),
    };
  }
}

function occurrenceOf({ request }: TaskFiring, plan: FiringPlan | undefined, at: Date): OccurrenceEntity {
  if (plan === undefined) throw new Error(`Firing ${request.occurrenceId} was not decided`);
  const { occurrenceId: id, owner, businessDate, trigger: triggerKind, messageId, scheduledFor } = request;
  const outcome = outcomeOfFiring(plan.outcome, request.isLate);
  const detail = shorten([request.detail, WHY[outcome], outcome === plan.outcome ? null : WHY[plan.outcome]].filter(Boolean).join(' '));
  return {
    id, task: owner.name, groupName: null, triggerKind, scheduledFor: scheduledFor ?? at, recordedAt: at, businessDate, outcome,
    detail: detail === '' ? null : detail, runId: plan.runId, groupRunId: null, messageId,
  };
}

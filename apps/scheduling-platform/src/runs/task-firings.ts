import { jsonDigest, type OccurrenceOutcome, type TaskDefinition } from '@syncline/contract';
import { CLOCK, currentTraceparent, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { RunDeadlineEntity } from '../deadlines/run-deadline.entity.ts';
import { Instances } from '../dispatching/instances.ts';
import { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { insertRows } from '../persistence/rows.ts';
import { lockJoinableRun } from '../persistence/sql/lock-joinable-run.sql.ts';
import { lockQueue } from '../persistence/sql/lock-queue.sql.ts';
import { selectActiveRuns } from '../persistence/sql/select-active-runs.sql.ts';
import { selectQueueSituation, type QueueSituationRow } from '../persistence/sql/select-queue-situation.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import type { FiringRequest } from '../firings/firing.ts';
import { deadlineRulesOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { decideOverlap, queueKey, type OverlapDecision } from './domain/decide-overlap.ts';
import { deadlineRows, newRunRow } from './new-run.ts';
import { RunEnds } from './run-ends.ts';
import { recordRunEvent } from './run-events.ts';
import { lockRunForProgress } from './run-locks.ts';
import { RunEntity } from './run.entity.ts';

/** A firing of a task, with what it is to run. */
interface TaskFiring extends FiringRequest {
  readonly definition: TaskDefinition;
  readonly taskVersion: number;
}

const WHY: Partial<Record<OccurrenceOutcome, string>> = {
  QUEUED_BEHIND: 'Another run of the task is active; this one begins when its turn comes, oldest business date first.',
  COALESCED: 'A run for the same business date and parameters is waiting to begin; it does this work, too.',
  SKIPPED_OVERLAP: 'Another run of the task is active, and the task skips what overlaps.',
  SKIPPED_PAUSED: 'The task is paused.',
};

/**
 * Turns a firing into an occurrence and, where it leads to one, a run; in the caller's transaction.
 *
 * Model: firings of one queue take turns under its lock (`lock-queue`), so what a firing finds is still so when it
 * writes. The lock is held until the commit. Ends take the same lock before they give the turn to the next run;
 * whichever of a firing and an end comes second sees the other.
 */
@Injectable()
export class TaskFirings {
  constructor(
    private readonly ends: RunEnds,
    private readonly instances: Instances,
    private readonly versions: TaskVersions,
    private readonly wakeUps: WakeUps,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async fire(unit: Unit, requests: readonly FiringRequest[]): Promise<OccurrenceEntity[]> {
    const occurrences: OccurrenceEntity[] = [];
    for (const request of requests) {
      const definition = await this.versions.get(request.owner.name, request.version, unit.tx);
      occurrences.push(await this.#fire(unit, { ...request, definition, taskVersion: request.version, parameters: { ...definition.parameters, ...request.parameters } }));
    }
    return occurrences;
  }

  async #fire(unit: Unit, request: TaskFiring): Promise<OccurrenceEntity> {
    const { definition, businessDate } = request;
    await unit.tx.execute(lockQueue, { queueKey: queueKey(definition.overlap, definition.name, businessDate) });
    const situation = await this.#situation(unit, request);
    if (request.isPaused) return this.#record(unit, request, situation.nowAt, 'SKIPPED_PAUSED', null);

    const decision = await this.#decide(unit, request, situation);
    if (decision.outcome === 'COALESCED') return this.#record(unit, request, situation.nowAt, 'COALESCED', decision.runId);
    if (decision.outcome === 'SKIPPED_OVERLAP') return this.#record(unit, request, situation.nowAt, 'SKIPPED_OVERLAP', null);

    const previous = decision.outcome === 'FIRED' && decision.cancelsPrevious ? await unit.tx.query(selectActiveRuns, { task: definition.name }) : [];
    const runId = await this.#begin(unit, request, situation.nowAt, decision.outcome === 'FIRED');
    for (const { id } of previous) {
      await this.ends.cancel(unit, await lockRunForProgress(unit.tx, id), 'CANCELLED_BY_OVERLAP', 'A newer firing took its place.');
    }
    return this.#record(unit, request, situation.nowAt, decision.outcome, runId);
  }

  async #situation({ tx }: Unit, { definition, businessDate, parameters }: TaskFiring): Promise<QueueSituationRow> {
    const [row] = await tx.query(selectQueueSituation, { task: definition.name, businessDate, parametersDigest: jsonDigest(parameters) });
    if (row === undefined) throw new Error('The database gave no situation');
    return row;
  }

  /** A node may dispatch, in this very moment, the run that the firing wants to join; then it is one to wait for. */
  async #decide({ tx }: Unit, { definition }: TaskFiring, situation: QueueSituationRow): Promise<OverlapDecision> {
    const { joinable, isTaskActive: taskIsActive, isDateActive: dateIsActive } = situation;
    const isHeld = joinable !== null && (await tx.query(lockJoinableRun, { id: joinable })).length > 0;
    return decideOverlap(definition.overlap, { joinable: isHeld ? joinable : null, taskIsActive, dateIsActive });
  }

  async #begin({ tx, afterCommit }: Unit, request: TaskFiring, createdAt: Date, hasTurn: boolean): Promise<string> {
    const id = uuidv7();
    const deadlines = planDeadlines(deadlineRulesOf(request.definition), request.businessDate, createdAt);
    const url = this.instances.choose(request.definition.target.urls, this.clock.now());
    await insertRows(tx, RunEntity, newRunRow({ ...request, id, url, createdAt, hasTurn, deadlines, traceparent: currentTraceparent() ?? null }));
    await insertRows(tx, RunDeadlineEntity, deadlineRows(id, deadlines));
    await recordRunEvent(tx, id, 'CREATED', null, { trigger: request.trigger, occurrenceId: request.occurrenceId });
    if (hasTurn) afterCommit(() => this.wakeUps.wake('dispatch'));
    if (deadlines.overdueAt !== null && deadlines.overdueAt <= createdAt) afterCommit(() => this.wakeUps.wake('deadlines'));
    return id;
  }

  async #record({ tx }: Unit, request: TaskFiring, at: Date, outcome: OccurrenceOutcome, runId: string | null): Promise<OccurrenceEntity> {
    const { occurrenceId: id, definition, businessDate, trigger: triggerKind, messageId } = request;
    const detail = WHY[outcome] ?? request.detail;
    const occurrence = { id, task: definition.name, groupName: null, triggerKind, scheduledFor: request.scheduledFor ?? at, recordedAt: at, businessDate, outcome: outcome === 'FIRED' && request.isLate ? 'FIRED_LATE' as const : outcome, detail, runId, groupRunId: null, messageId };
    await insertRows(tx, OccurrenceEntity, occurrence);
    return occurrence;
  }
}

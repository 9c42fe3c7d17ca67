import { jsonDigest, type Parameters, type TaskDefinition, type TriggerKind } from '@syncline/contract';
import type { PlannedDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import type { RunDeadlineEntity } from '../deadlines/run-deadline.entity.ts';
import { retryPolicyOf, targetWords } from '../tasks/domain/task-rules.ts';
import { queueKey } from './domain/decide-overlap.ts';
import { attemptLimit } from './domain/retry-policy.ts';
import type { RunEntity } from './run.entity.ts';

export interface NewRun {
  readonly id: string;
  readonly definition: TaskDefinition;
  readonly taskVersion: number;
  readonly businessDate: string | null;
  readonly parameters: Parameters;
  readonly trigger: TriggerKind;
  readonly messageId: string | null;
  readonly traceparent: string | null;
  readonly url: string;
  readonly createdAt: Date;
  /** Whether it may begin, or waits for its turn. */
  readonly hasTurn: boolean;
  readonly deadlines: PlannedDeadlines;
}

/** The row of a run that was never dispatched. */
export const newRunRow = (run: NewRun): Partial<RunEntity> => {
  const { definition, businessDate } = run;
  return {
    id: run.id,
    task: definition.name,
    taskVersion: run.taskVersion,
    businessDate,
    triggerKind: run.trigger,
    messageId: run.messageId,
    traceparent: run.traceparent,
    parametersJson: run.parameters,
    parametersDigest: jsonDigest(run.parameters),
    overlap: definition.overlap,
    queueKey: queueKey(definition.overlap, definition.name, businessDate),
    priority: definition.priority,
    targetKey: jsonDigest(targetWords(definition)),
    maxInFlight: definition.target.maxInFlight,
    state: 'QUEUED',
    attempt: 1,
    attemptLimit: attemptLimit(retryPolicyOf(definition), 1),
    dispatches: 0,
    attemptDispatches: 0,
    dispatchFailures: 0,
    lastSequence: 0,
    dueAt: run.hasTurn ? run.createdAt : null,
    nextUrl: run.url,
    createdAt: run.createdAt,
    deadlineAt: run.deadlines.failAt,
  };
};

/** The moments at which a run is looked at, whether or not it was ever dispatched. */
export const deadlineRows = (runId: string, { overdueAt, failAt }: PlannedDeadlines): RunDeadlineEntity[] => [
  ...(overdueAt === null ? [] : [{ runId, kind: 'OVERDUE' as const, dueAt: overdueAt }]),
  { runId, kind: 'FAIL', dueAt: failAt },
];

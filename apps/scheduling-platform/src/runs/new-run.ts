import { jsonDigest, type Parameters, type TaskDefinition, type TriggerKind } from '@syncline/contract';
import type { PlannedDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import type { RunDeadlineEntity } from '../deadlines/run-deadline.entity.ts';
import { oncePer } from '../once-per.ts';
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
  readonly parametersDigest: string;
  readonly trigger: TriggerKind;
  /** The occurrence that made it; of a member, that of its group. */
  readonly occurrenceId: string;
  readonly messageId: string | null;
  readonly traceparent: string | null;
  readonly url: string;
  readonly createdAt: Date;
  /** Whether it may begin, or waits for its turn. A member is held, whatever is said here. */
  readonly hasTurn: boolean;
  readonly deadlines: PlannedDeadlines;
  /** Its place in a group run, from 0; null: it is nobody's member. */
  readonly member: { readonly groupRunId: string; readonly groupName: string; readonly index: number } | null;
}

/** The row of a run that was never dispatched. A member is held until its group lets it go. */
export const newRunRow = (run: NewRun): Partial<RunEntity> => {
  const { definition, businessDate, member } = run;
  return {
    id: run.id,
    task: definition.name,
    taskVersion: run.taskVersion,
    groupRunId: member?.groupRunId ?? null,
    groupName: member?.groupName ?? null,
    memberIndex: member?.index ?? null,
    isHeld: member !== null,
    businessDate,
    triggerKind: run.trigger,
    messageId: run.messageId,
    traceparent: run.traceparent,
    parametersJson: run.parameters,
    parametersDigest: run.parametersDigest,
    overlap: definition.overlap,
    queueKey: queueKey(definition.overlap, definition.name, businessDate),
    priority: definition.priority,
    targetKey: targetKeyOf(definition),
    maxInFlight: definition.target.maxInFlight,
    state: 'QUEUED',
    attempt: 1,
    attemptLimit: attemptLimit(retryPolicyOf(definition), 1),
    dispatches: 0,
    attemptDispatches: 0,
    dispatchFailures: 0,
    lastSequence: 0,
    dueAt: run.hasTurn && member === null ? run.createdAt : null,
    nextUrl: run.url,
    createdAt: run.createdAt,
    deadlineAt: run.deadlines.failAt,
  };
};

/** Tasks that share their instances share a limit of calls in flight. */
const targetKeyOf = oncePer((definition: TaskDefinition): string => jsonDigest(targetWords(definition)));

/** The moments at which a run is looked at, whether or not it was ever dispatched. */
export const deadlineRows = (runId: string, { overdueAt, failAt }: PlannedDeadlines): RunDeadlineEntity[] => [
  ...(overdueAt === null ? [] : [{ runId, kind: 'OVERDUE' as const, dueAt: overdueAt }]),
  { runId, kind: 'FAIL', dueAt: failAt },
];

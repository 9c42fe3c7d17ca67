import { durationToMs, type TaskDefinition } from '@syncline/contract';
import type { DeadlineRules } from '../../deadlines/domain/plan-deadlines.ts';
import type { DispatchPolicy } from '../../dispatching/domain/decide-dispatch-outcome.ts';
import type { RetryPolicy } from '../../runs/domain/retry-policy.ts';

/** The wire form of a definition in the terms of the decisions: durations as milliseconds. */
export const retryPolicyOf = ({ retry }: TaskDefinition): RetryPolicy => ({
  maxAttempts: retry.maxAttempts,
  initialMs: durationToMs(retry.initial),
  factor: retry.factor,
  maxMs: durationToMs(retry.max),
});

export const dispatchPolicyOf = (task: TaskDefinition): DispatchPolicy => ({ redispatchEveryMs: durationToMs(task.redispatchEvery), retry: retryPolicyOf(task) });

/** Of a task or a group. */
export const deadlineRulesOf = ({ deadlines }: Pick<TaskDefinition, 'deadlines'>): DeadlineRules => ({
  overdueAfterMs: deadlines.overdueAfter === null ? null : durationToMs(deadlines.overdueAfter),
  overdueAt: deadlines.overdueAt,
  failAfterMs: durationToMs(deadlines.failAfter),
});

/** Identifies a target by its instances: tasks that share them share the limit of calls in flight. */
export const targetWords = ({ target }: TaskDefinition): readonly string[] => [...target.urls].sort();

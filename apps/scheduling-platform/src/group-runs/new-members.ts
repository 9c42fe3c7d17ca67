import { jsonDigest, type GroupMember, type Parameters, type TaskDefinition } from '@syncline/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Calendars } from '../calendars/find-calendars.ts';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import type { FiringRequest } from '../firings/firing.ts';
import type { NewRun } from '../runs/new-run.ts';
import { deadlineRulesOf } from '../tasks/domain/task-rules.ts';

/** What the members of a new group run have in common. */
export interface NewGroup {
  readonly groupRunId: string;
  readonly request: FiringRequest;
  /** Of the group. */
  readonly priority: number;
  readonly createdAt: Date;
  /** Those that the deadlines of the members name. */
  readonly calendars: Calendars;
  readonly traceparent: string | null;
}

/** A member's task as it stands now; the member keeps this version. */
export interface MemberTask {
  readonly definition: TaskDefinition;
  readonly version: number;
  /** The instance that it goes to first. */
  readonly url: string;
}

/**
 * The run of a member, made with its group run and held until the group lets it go. Its own deadlines count from here.
 *   - Parameters: the task's, overridden by key by the member's, and those by the firing's.
 *   - Priority: the task's, or the group's where the task says 0.
 */
export function newMember({ groupRunId, request, priority, createdAt, calendars, traceparent }: NewGroup, member: GroupMember, index: number, { definition, version: taskVersion, url }: MemberTask): NewRun {
  const { businessDate, trigger, messageId, occurrenceId, owner } = request;
  const parameters: Parameters = { ...definition.parameters, ...member.parameters, ...request.parameters };
  return {
    id: uuidv7(), taskVersion, businessDate, parameters, parametersDigest: jsonDigest(parameters), trigger, occurrenceId, messageId, traceparent, url, createdAt,
    definition: definition.priority === 0 ? { ...definition, priority } : definition,
    deadlines: planDeadlines(deadlineRulesOf(definition), businessDate, createdAt, calendars),
    hasTurn: false,
    member: { groupRunId, groupName: owner.name, index },
  };
}

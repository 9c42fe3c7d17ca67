import { z } from 'zod';
import { Name, Ordinal, Parameters } from '../primitives/text.ts';
import { Instant } from '../primitives/time.ts';
import { Deadlines, Overlap } from './task.ts';
import { Trigger } from './trigger.ts';

/**
 * Whether a member is a barrier. ASYNC: dispatched, and the group goes on at once. SYNC: starts when every member before
 * it has completed, and the members after it start when it has completed.
 */
export const MemberMode = z.enum(['SYNC', 'ASYNC']);
export type MemberMode = z.output<typeof MemberMode>;

/** A task's place in a group; its parameters override the task's by key. */
export const GroupMember = z.strictObject({ task: Name, mode: MemberMode, parameters: Parameters.default({}) });
export type GroupMember = z.output<typeof GroupMember>;

/** What the group does once a member has ended FAILED or CANCELLED: start no more, or go on. */
export const OnMemberFailure = z.enum(['STOP', 'CONTINUE']);
export type OnMemberFailure = z.output<typeof OnMemberFailure>;

/** Members of one group at most: a group is watched by a person, and started in one transaction. */
export const MAX_MEMBERS = 500;

const definition = {
  name: Name,
  triggers: z.array(Trigger).max(100).default([]),
  /** In order; a task stands in a group at most once (422 `DUPLICATE_MEMBER`). */
  members: z.array(GroupMember).min(1, 'a group needs at least one member').max(MAX_MEMBERS, `a group has at most ${MAX_MEMBERS} members; split it into several groups`),
  onMemberFailure: OnMemberFailure.default('STOP'),
  deadlines: Deadlines.prefault({}),
  overlap: Overlap.default('QUEUE'),
  /** Higher goes first. */
  priority: z.int().min(-1000).max(1000).default(0),
};

/** The body of `PUT /task-groups/{name}`. */
export const TaskGroupDefinition = z.strictObject(definition).meta({ id: 'TaskGroupDefinition' });
export type TaskGroupDefinition = z.output<typeof TaskGroupDefinition>;

export const TaskGroup = z
  .object({ ...definition, version: Ordinal, paused: z.boolean(), createdAt: Instant, updatedAt: Instant })
  .meta({ id: 'TaskGroup' });
export type TaskGroup = z.output<typeof TaskGroup>;

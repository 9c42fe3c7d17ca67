import { z } from 'zod';
import { Count, Name, Ordinal, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { RunState } from './run-state.ts';
import { MemberMode } from './task-group.ts';

export const GroupRunState = z.enum(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
export type GroupRunState = z.output<typeof GroupRunState>;

/** A member as it stands in one group run; `index` counts from 0 in the order of the definition. */
export const GroupRunMember = z.object({ index: Count, task: Name, mode: MemberMode, runId: Uuid.nullable(), state: RunState });
export type GroupRunMember = z.output<typeof GroupRunMember>;

/** One piece of work for one task group. */
export const GroupRun = z
  .object({
    id: Uuid,
    group: Name,
    /** The version of the group that the group run began with and keeps. */
    groupVersion: Ordinal,
    businessDate: BusinessDate.nullable(),
    state: GroupRunState,
    /** `MEMBER_FAILED`, `DEADLINE_EXCEEDED`, `CANCELLED_BY_REQUEST` or `CANCELLED_BY_OVERLAP`. */
    reason: z.string().nullable(),
    /** Why it ended, or what it waits for. */
    detail: z.string().nullable(),
    members: z.array(GroupRunMember),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'GroupRun' });
export type GroupRun = z.output<typeof GroupRun>;

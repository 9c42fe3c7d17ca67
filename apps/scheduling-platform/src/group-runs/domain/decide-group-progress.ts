import { isActive, type RunState } from '../../runs/domain/run.state-machine.ts';

/**
 * What a group does next. Members are taken in order; completed means SUCCEEDED, with CONTINUE any end.
 *   - An ASYNC member goes out as soon as every SYNC member before it has completed.
 *   - A SYNC member is a barrier on both sides: it goes out when *every* member before it has completed, and none after
 *     it goes out before it has completed itself.
 *   - STOP: once a member has ended otherwise than SUCCEEDED, those that have not started become SKIPPED; those in flight
 *     go on, and the group ends after the last. WAITING_RETRY is no end.
 *
 * So `[A async, B async, C sync, D async]` runs A and B together, then C, then D. The decision looks at the members as they
 * stand and at nothing else: asked twice, or late, or after several things have happened at once, it says the same.
 */
export interface GroupMember {
  /** Place in the group, from 0. */
  readonly index: number;
  readonly mode: 'SYNC' | 'ASYNC';
  readonly state: RunState;
  /** The group has not let it go yet: QUEUED, and in no queue of its task. */
  readonly isHeld: boolean;
  /** Calls made to its target so far, over all attempts. */
  readonly dispatches: number;
}

export interface GroupSituation {
  /** In the order of the group. */
  readonly members: readonly GroupMember[];
  readonly onMemberFailure: 'STOP' | 'CONTINUE';
  /** False: another run of the group is in front, or the group is paused. Nothing is released, all else goes on. */
  readonly mayRelease: boolean;
}

export interface GroupProgress {
  /** Held members to hand to their tasks' queues now, by index. */
  readonly release: readonly number[];
  /** Members that will not start any more, by index. */
  readonly skip: readonly number[];
  /** How the group run stands once that is done: QUEUED until a member was dispatched; FAILED is for MEMBER_FAILED. */
  readonly standing: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
}

export function decideGroupProgress({ members, onMemberFailure, mayRelease }: GroupSituation): GroupProgress {
  const isStopped = onMemberFailure === 'STOP' && members.some(({ state }) => hasEnded(state) && state !== 'SUCCEEDED');
  const skip = isStopped ? members.filter(hasNotStarted) : [];
  const release = mayRelease && !isStopped ? releasable(members, onMemberFailure) : [];
  return { release: indexes(release), skip: indexes(skip), standing: standingOf(members, new Set(skip)) };
}

const isHeldBack = ({ state, isHeld }: GroupMember): boolean => state === 'QUEUED' && isHeld;

/** Held back, or let go and never dispatched: nobody outside has heard of it. */
const hasNotStarted = (member: GroupMember): boolean => isHeldBack(member) || (member.state === 'QUEUED' && member.dispatches === 0);

function releasable(members: readonly GroupMember[], onMemberFailure: GroupSituation['onMemberFailure']): GroupMember[] {
  const isCompleted = ({ state }: GroupMember): boolean => state === 'SUCCEEDED' || (onMemberFailure === 'CONTINUE' && hasEnded(state));
  const released: GroupMember[] = [];
  let everyOneBeforeHasCompleted = true;
  for (const member of members) {
    if (isHeldBack(member) && (member.mode === 'ASYNC' || everyOneBeforeHasCompleted)) released.push(member);
    if (isCompleted(member)) continue;
    if (member.mode === 'SYNC') break;
    everyOneBeforeHasCompleted = false;
  }
  return released;
}

function standingOf(members: readonly GroupMember[], skipped: ReadonlySet<GroupMember>): GroupProgress['standing'] {
  const isOver = members.every((member) => hasEnded(member.state) || skipped.has(member));
  if (isOver) return members.every(({ state }) => state === 'SUCCEEDED') ? 'SUCCEEDED' : 'FAILED';
  return members.some(({ state, dispatches }) => dispatches > 0 || hasEnded(state)) ? 'RUNNING' : 'QUEUED';
}

const hasEnded = (state: RunState): boolean => !isActive(state);

const indexes = (members: readonly GroupMember[]): number[] => members.map(({ index }) => index);

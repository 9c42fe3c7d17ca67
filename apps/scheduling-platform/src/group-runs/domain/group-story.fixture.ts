import { isActive, transition, type RunTransition } from '../../runs/domain/run.state-machine.ts';
import type { decideGroupProgress, GroupMember, GroupProgress, GroupSituation } from './decide-group-progress.ts';

/**
 * Plays what may happen to a group in memory, and checks the laws at every look of the group at its members. The laws are
 * written down a second time here, in other words than the decision's, so that neither can hide a mistake of the other.
 */
export type GroupHappening =
  /** The loop looks and acts: at any time, also late, also twice. */
  | { readonly kind: 'LOOK' }
  | { readonly kind: 'DISPATCH' | 'BEGIN_ATTEMPT' | 'SUCCEED' | 'FAIL' | 'AWAIT_RETRY' | 'CANCEL' | 'RETRY_MEMBER'; readonly member: number }
  /** A person retries the group run as a whole. */
  | { readonly kind: 'RETRY_GROUP' }
  | { readonly kind: 'PAUSE' | 'RESUME' };

type MemberHappening = Extract<GroupHappening, { member: number }>['kind'];

export interface GroupPlan {
  readonly modes: readonly GroupMember['mode'][];
  readonly onMemberFailure: GroupSituation['onMemberFailure'];
}

type Decide = typeof decideGroupProgress;

/** @returns the first law that was broken, in words, or null */
export function tellGroupStory(decide: Decide, { modes, onMemberFailure }: GroupPlan, happenings: readonly GroupHappening[]): string | null {
  let members: GroupMember[] = modes.map((mode, index) => ({ index, mode, state: 'QUEUED', isHeld: true, dispatches: 0 }));
  let mayRelease = true;
  for (const happening of happenings) {
    if ('member' in happening) members = members.map((member) => (member.index === happening.member % members.length ? happen(member, happening.kind) : member));
    else if (happening.kind === 'RETRY_GROUP') members = retryGroup(members);
    else if (happening.kind !== 'LOOK') mayRelease = happening.kind === 'RESUME';
    else {
      const situation = { members, onMemberFailure, mayRelease };
      const progress = decide(situation);
      const after = act(members, progress);
      const broken = brokenLaw(situation, progress, after) ?? idleAgain(decide({ ...situation, members: after }), progress);
      if (broken !== null) return `${broken}: ${JSON.stringify({ situation, progress })}`;
      members = after;
    }
  }
  return null;
}

const TRANSITION: Record<MemberHappening, RunTransition> = {
  DISPATCH: 'START', BEGIN_ATTEMPT: 'BEGIN_ATTEMPT', SUCCEED: 'SUCCEED', FAIL: 'FAIL', AWAIT_RETRY: 'AWAIT_RETRY', CANCEL: 'CANCEL', RETRY_MEMBER: 'RETRY',
};

/** What cannot happen to the member as it stands does not. A person may cancel one that is held, all else needs a dispatch. */
function happen(member: GroupMember, kind: MemberHappening): GroupMember {
  if (kind !== 'CANCEL' && kind !== 'RETRY_MEMBER' && (member.isHeld || (member.dispatches === 0 && kind !== 'DISPATCH'))) return member;
  const state = transition(member.state, TRANSITION[kind]);
  if (state === null) return member;
  return { ...member, state, isHeld: false, dispatches: member.dispatches + (kind === 'DISPATCH' || kind === 'BEGIN_ATTEMPT' ? 1 : 0) };
}

const retryGroup = (members: readonly GroupMember[]): GroupMember[] =>
  members.some(({ state }) => isActive(state)) ? [...members] : members.map((member) => (member.state === 'SUCCEEDED' ? member : { ...member, state: 'QUEUED', isHeld: true }));

const act = (members: readonly GroupMember[], { release, skip }: GroupProgress): GroupMember[] =>
  members.map((member) => {
    if (skip.includes(member.index)) return { ...member, state: 'SKIPPED', isHeld: false };
    return release.includes(member.index) ? { ...member, isHeld: false } : member;
  });

function brokenLaw({ members, onMemberFailure, mayRelease }: GroupSituation, { release, skip, standing }: GroupProgress, after: readonly GroupMember[]): string | null {
  const completed = (member: GroupMember): boolean => member.state === 'SUCCEEDED' || (onMemberFailure === 'CONTINUE' && !isActive(member.state));
  const inFrontOf = (member: GroupMember): GroupMember[] => members.slice(0, member.index).filter(({ mode }) => mode === 'SYNC' || member.mode === 'SYNC');
  const mayGo = (member: GroupMember): boolean => member.isHeld && inFrontOf(member).every(completed);
  const isLost = onMemberFailure === 'STOP' && members.some(({ state }) => ['FAILED', 'CANCELLED', 'SKIPPED'].includes(state));
  const fresh = (member: GroupMember): boolean => member.state === 'QUEUED' && (member.isHeld || member.dispatches === 0);

  for (const member of members) {
    const [isReleased, isSkipped] = [release.includes(member.index), skip.includes(member.index)];
    if (isReleased && !member.isHeld) return `member ${member.index} is released a second time`;
    if (isReleased && !mayRelease) return `member ${member.index} is released while the group has to wait`;
    if (isReleased && !inFrontOf(member).every(completed)) return `member ${member.index} overtakes one that it must wait for`;
    if (isReleased && isLost) return `member ${member.index} is released after a failure`;
    if (!isReleased && !isLost && mayRelease && mayGo(member)) return `member ${member.index} waits for nothing`;
    if (isSkipped !== (isLost && fresh(member))) return `member ${member.index} is ${isSkipped ? '' : 'not '}skipped`;
  }
  const isOver = after.every(({ state }) => !isActive(state));
  if (isOver !== (standing === 'SUCCEEDED' || standing === 'FAILED')) return `${standing}, and ${isOver ? 'nothing' : 'something'} is left to do`;
  if (isOver && (standing === 'SUCCEEDED') !== after.every(({ state }) => state === 'SUCCEEDED')) return `${standing} is not what the members say`;
  if (!isOver && mayRelease && after.every(({ isHeld, state }) => isHeld || !isActive(state))) return 'nothing is in flight, and the group has not ended';
  if (!isOver && (standing === 'QUEUED') !== after.every(({ state, dispatches }) => state === 'QUEUED' && dispatches === 0)) return `${standing}, and that is not whether a member has begun`;
  return null;
}

const idleAgain = (again: GroupProgress, { standing }: GroupProgress): string | null =>
  again.release.length + again.skip.length === 0 && again.standing === standing ? null : 'a second look does more than the first';

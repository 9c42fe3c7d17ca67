import type { RunState } from '../../runs/domain/run.state-machine.ts';

/** A group run that has not ended, as far as a person who asks why it stands still is concerned. */
export interface StandingGroup {
  /** Another run of the group is in front. */
  readonly isWaiting: boolean;
  readonly isPaused: boolean;
  readonly members: readonly {
    readonly task: string;
    readonly state: RunState;
    readonly isHeld: boolean;
    readonly dispatches: number;
    /** It has the turn in its task. */
    readonly hasTurn: boolean;
    readonly isTaskPaused: boolean;
  }[];
}

/** Says what a group run waits for, if it is somebody's doing and not just work that takes its time; else null. */
export function whatAGroupWaitsFor({ isWaiting, isPaused, members }: StandingGroup): string | null {
  const letGo = members.filter(({ state, isHeld, dispatches }) => state === 'QUEUED' && !isHeld && dispatches === 0);
  const paused = letGo.filter(({ isTaskPaused }) => isTaskPaused).map(({ task }) => task);
  const behind = letGo.filter(({ isTaskPaused, hasTurn }) => !isTaskPaused && !hasTurn).map(({ task }) => task);
  const hasNotStarted = letGo.length > 0 || members.some(({ state, isHeld }) => state === 'QUEUED' && isHeld);
  const reasons = [
    isWaiting ? 'It waits for its turn: another run of the group is active.' : null,
    isPaused && hasNotStarted ? 'The group is paused.' : null,
    paused.length > 0 ? `It waits for ${paused.length === 1 ? 'a member whose task is' : 'members whose tasks are'} paused: ${paused.join(', ')}.` : null,
    behind.length > 0 ? `It waits for ${behind.length === 1 ? 'a member that waits' : 'members that wait'} behind another run of the same task: ${behind.join(', ')}.` : null,
  ].filter((reason) => reason !== null);
  return reasons.length === 0 ? null : reasons.join(' ');
}

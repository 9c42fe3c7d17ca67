import type { OccurrenceOutcome } from '@syncline/contract';
import { decideOverlap, type OverlapPolicy } from '../../runs/domain/decide-overlap.ts';

/** A firing of a group, as far as overlap is concerned. */
export interface GroupFiring {
  /** Of the group run, should the firing lead to a new one. */
  readonly groupRunId: string;
  readonly group: string;
  readonly businessDate: string | null;
  /** Of the overrides that the firing brings. */
  readonly parametersDigest: string;
  readonly overlap: OverlapPolicy;
  readonly isPaused: boolean;
  /** It joins no group run that waits. */
  readonly standsAlone?: boolean;
}

/** A group run that has not ended. */
export interface ActiveGroupRun {
  readonly groupRunId: string;
  readonly group: string;
  readonly businessDate: string | null;
  readonly parametersDigest: string;
  /** QUEUED, and none of its members was ever dispatched: a firing of the same work may join it. */
  readonly isUntouched: boolean;
}

/** What comes of a firing. */
export interface GroupFiringPlan {
  readonly outcome: Extract<OccurrenceOutcome, 'FIRED' | 'QUEUED_BEHIND' | 'COALESCED' | 'SKIPPED_OVERLAP' | 'SKIPPED_PAUSED'>;
  /** The group run that does the work, new or joined; null: none does. */
  readonly groupRunId: string | null;
  readonly isNew: boolean;
  /** Active group runs that it takes the place of. */
  readonly cancels: readonly string[];
}

/** A firing and a group run that mean the same work. */
export const isSameWork = (firing: Omit<GroupFiring, 'groupRunId'>, run: ActiveGroupRun): boolean =>
  run.group === firing.group && run.businessDate === firing.businessDate && run.parametersDigest === firing.parametersDigest;

/**
 * What comes of firings that arrive together, one after the other: by the overlap rules of tasks, with the group in the
 * place of the task. Each sees what those before it have started and called off.
 */
export function planGroupFirings(firings: readonly GroupFiring[], present: readonly ActiveGroupRun[]): GroupFiringPlan[] {
  let active = present;
  return firings.map((firing) => {
    const plan = planOne(firing, active.filter(({ group }) => group === firing.group));
    active = active.filter(({ groupRunId }) => !plan.cancels.includes(groupRunId));
    if (plan.isNew) active = [...active, { ...firing, isUntouched: true }];
    return plan;
  });
}

function planOne(firing: GroupFiring, active: readonly ActiveGroupRun[]): GroupFiringPlan {
  const nothing = { groupRunId: null, isNew: false, cancels: [] };
  if (firing.isPaused) return { ...nothing, outcome: 'SKIPPED_PAUSED' };
  const decision = decideOverlap(firing.overlap, {
    joinable: (firing.standsAlone ? undefined : active.find((run) => run.isUntouched && isSameWork(firing, run)))?.groupRunId ?? null,
    taskIsActive: active.length > 0,
    dateIsActive: firing.businessDate !== null && active.some(({ businessDate }) => businessDate === firing.businessDate),
  });
  switch (decision.outcome) {
    case 'SKIPPED_OVERLAP':
      return { ...nothing, outcome: decision.outcome };
    case 'COALESCED':
      return { ...nothing, outcome: decision.outcome, groupRunId: decision.runId };
    case 'QUEUED_BEHIND':
      return { outcome: decision.outcome, groupRunId: firing.groupRunId, isNew: true, cancels: [] };
    case 'FIRED':
      return { outcome: decision.outcome, groupRunId: firing.groupRunId, isNew: true, cancels: decision.cancelsPrevious ? active.map(({ groupRunId }) => groupRunId) : [] };
  }
}

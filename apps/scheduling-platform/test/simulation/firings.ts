import type { OccurrenceOutcome } from '@syncline/contract';
import { isActiveGroup } from '../../src/group-runs/domain/group-run.state-machine.ts';
import type { Core } from './core.ts';
import type { Groups } from './groups.ts';
import type { Runs } from './runs.ts';
import type { OccurrenceRow, Store } from './store.ts';
import { named, type Definitions } from './tasks.ts';

/** A firing of a task or a group, and what caused it. */
export interface SimulatedFiring {
  readonly owner: string;
  readonly businessDate: string | null;
  readonly parametersDigest: string;
  readonly cause: string;
  readonly isLate?: boolean;
}

type Plan = Omit<OccurrenceRow, 'id' | 'owner' | 'cause' | 'businessDate'>;

/** Firings that arrive together, in one transaction: `runs/task-firings.ts` and `group-runs/group-firings.ts`. */
export class Firings {
  constructor(
    private readonly store: Store,
    private readonly core: Core,
    private readonly definitions: Definitions,
    private readonly runs: Runs,
    private readonly groups: Groups,
  ) {}

  fire(firings: readonly SimulatedFiring[]): OccurrenceRow[] {
    const isGroup = ({ owner }: SimulatedFiring): boolean => this.definitions.groups.some(({ name }) => name === owner);
    return [...this.#fireTasks(firings.filter((firing) => !isGroup(firing))), ...this.#fireGroups(firings.filter(isGroup))];
  }

  /** What happened before, or did not happen at all, and leads to no run of its own. */
  record(firing: SimulatedFiring, outcome: OccurrenceOutcome): OccurrenceRow {
    return this.#record(firing, { outcome, runId: null, groupRunId: null });
  }

  #fireTasks(firings: readonly SimulatedFiring[]): OccurrenceRow[] {
    const { store, core } = this;
    const queued = firings.map(({ owner: task, businessDate, parametersDigest }) => ({
      runId: store.newId('run'), task, businessDate, parametersDigest, policy: named(this.definitions.tasks, task).overlap, isPaused: store.paused.has(task),
      situation: core.selectFiringSituation(store, { task, businessDate, parametersDigest }),
    }));
    const { plans, cancelledTasks, cancelledRuns } = core.planFirings(queued);
    const inTheWay = [...cancelledRuns, ...cancelledTasks.flatMap((task) => core.selectRunsInTheWay(store, task).map(({ id }) => id))];
    for (const [index, plan] of plans.entries()) {
      const firing = queued[index];
      if (firing !== undefined && (plan.outcome === 'FIRED' || plan.outcome === 'QUEUED_BEHIND')) this.runs.begin({ ...firing, id: firing.runId }, plan.outcome === 'FIRED');
    }
    const occurrences = firings.map((firing, index) => this.#record(firing, { ...(plans[index] ?? { outcome: 'MISFIRED', runId: null }), groupRunId: null }));
    this.runs.execute(inTheWay.map((runId) => ({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_OVERLAP', detail: 'A newer firing took its place.' })));
    return occurrences;
  }

  #fireGroups(firings: readonly SimulatedFiring[]): OccurrenceRow[] {
    const { store, core } = this;
    const present = [...new Set(firings.map(({ owner }) => owner))].flatMap((group) => core.selectActiveGroupRuns(store, group));
    const plans = core.planGroupFirings(firings.map(({ owner: group, businessDate, parametersDigest }) => ({
      groupRunId: store.newId('group-run'), group, businessDate, parametersDigest, overlap: named(this.definitions.groups, group).overlap, isPaused: store.paused.has(group),
    })), present);
    const occurrences = firings.map((firing, index) => {
      const plan = plans[index];
      if (plan === undefined) throw new Error(`Firing ${firing.cause} was not decided`);
      if (plan.isNew && plan.groupRunId !== null) this.groups.begin({ ...firing, id: plan.groupRunId }, plan.outcome === 'QUEUED_BEHIND');
      return this.#record(firing, { outcome: plan.outcome, runId: null, groupRunId: plan.groupRunId });
    });
    for (const id of plans.flatMap(({ cancels }) => cancels)) if (isActiveGroup(store.groupRun(id).state)) this.groups.cancel(id, 'CANCELLED_BY_OVERLAP');
    return occurrences;
  }

  #record({ owner, cause, businessDate, isLate = false }: SimulatedFiring, plan: Plan): OccurrenceRow {
    const outcome = plan.outcome === 'FIRED' && isLate ? 'FIRED_LATE' : plan.outcome;
    const occurrence = { id: this.store.newId('occurrence'), owner, cause, businessDate, ...plan, outcome };
    this.store.occurrences.push(occurrence);
    return occurrence;
  }
}

import { isActiveGroup } from '../../src/group-runs/domain/group-run.state-machine.ts';
import { isActive } from '../../src/runs/domain/run.state-machine.ts';
import type { GroupRunRow, RunRow, Store } from './store.ts';
import { named, type Definitions } from './tasks.ts';

/** What must hold of groups whatever happens, in words that are not those of the decisions. */
export class GroupLaws {
  /** Members that a person brought back one by one: these alone may be out of order, and bring their group back. */
  readonly #singled = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly definitions: Definitions,
  ) {}

  broken(before: ReadonlyMap<string, GroupRunRow>, retried: ReadonlySet<string>, claims: readonly RunRow[]): string | null {
    const isWhole = [...retried].some((id) => before.has(id));
    if (!isWhole) for (const id of retried) this.#singled.add(id);
    return first(claims, (claim) => this.#ofStart(claim)) ?? first(this.store.groupRuns.values(), (run) => this.#ofGroupRun(before.get(run.id), run, retried));
  }

  /** SYNC: it starts when every member before it has completed. And after a SYNC member nobody starts before it has. */
  #ofStart(member: RunRow): string | null {
    if (member.groupRunId === null || member.attemptDispatches !== 1 || this.#singled.has(member.id)) return null;
    const { members: plan, onMemberFailure } = this.#planOf(member.groupRunId);
    const isSync = (index: number | null): boolean => plan[index ?? 0]?.mode === 'SYNC';
    const inFront = this.store.membersOf(member.groupRunId)
      .filter((other) => Number(other.memberIndex) < Number(member.memberIndex) && (isSync(other.memberIndex) || isSync(member.memberIndex)) && !this.#singled.has(other.id));
    const overtaken = inFront.find(({ state }) => state !== 'SUCCEEDED' && (onMemberFailure === 'STOP' || isActive(state)));
    return overtaken === undefined ? null : `member ${member.id} starts before ${overtaken.id} has completed`;
  }

  #ofGroupRun(was: GroupRunRow | undefined, run: GroupRunRow, retried: ReadonlySet<string>): string | null {
    const members = this.store.membersOf(run.id);
    const hasSingled = members.some(({ id }) => this.#singled.has(id));
    if (was !== undefined && !isActiveGroup(was.state) && was.state !== run.state && !retried.has(run.id) && !hasSingled) return `${run.id} has ended ${was.state} and is ${run.state}`;
    if (!isActiveGroup(run.state)) return this.#ofEnded(run, members, hasSingled);
    if (this.store.signals.has(run.id)) return null;
    const inFlight = members.some(({ state, isHeld }) => isActive(state) && !isHeld);
    if (!run.isWaiting && !this.store.paused.has(run.group) && !inFlight) return `${run.id} stands still, and nobody was told`;
    const rivals = [...this.store.groupRuns.values()].filter((other) => other.id !== run.id && other.group === run.group && isActiveGroup(other.state) && !other.isWaiting && this.#excludes(other, run));
    if (run.isWaiting && rivals.length === 0) return `${run.id} waits, and no run of ${run.group} is in front of it`;
    const isAlone = rivals.every((other) => hasSingled || this.store.membersOf(other.id).some(({ id }) => this.#singled.has(id)));
    return run.isWaiting || isAlone ? null : `${run.id} and ${rivals[0]?.id} of ${run.group} are under way at once`;
  }

  #ofEnded(run: GroupRunRow, members: readonly RunRow[], hasSingled: boolean): string | null {
    if (hasSingled) return null;
    const unlike = members.find(({ state }) => isActive(state) || (run.state === 'SUCCEEDED' && state !== 'SUCCEEDED'));
    return unlike === undefined ? null : `${run.id} has ended ${run.state}, and ${unlike.id} is ${unlike.state}`;
  }

  #excludes(a: GroupRunRow, b: GroupRunRow): boolean {
    return named(this.definitions.groups, a.group).overlap !== 'ALLOW' || (a.businessDate !== null && a.businessDate === b.businessDate);
  }

  #planOf(groupRunId: string): Definitions['groups'][number] {
    return named(this.definitions.groups, this.store.groupRun(groupRunId).group);
  }
}

function first<Item>(items: Iterable<Item>, law: (item: Item) => string | null): string | null {
  for (const item of items) {
    const broken = law(item);
    if (broken !== null) return broken;
  }
  return null;
}

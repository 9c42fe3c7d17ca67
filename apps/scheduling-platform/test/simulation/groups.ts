import { groupTransition, isActiveGroup, type GroupRunTransition } from '../../src/group-runs/domain/group-run.state-machine.ts';
import type { CancelReason } from '../../src/runs/domain/run-command.ts';
import { isActive } from '../../src/runs/domain/run.state-machine.ts';
import type { Core } from './core.ts';
import type { Runs } from './runs.ts';
import type { GroupRunRow, RunRow, Store } from './store.ts';
import { named, type Definitions } from './tasks.ts';

/** Group runs: `group-runs/group-progress.ts`, `group-run-ends.ts`, `group-run-control.ts`. Each public method is one transaction. */
export class Groups {
  constructor(
    private readonly store: Store,
    private readonly core: Core,
    private readonly definitions: Definitions,
    private readonly runs: Runs,
  ) {}

  /** With all its members, each held. */
  begin({ id, owner, businessDate, parametersDigest }: { id: string; owner: string; businessDate: string | null; parametersDigest: string }, isWaiting: boolean): void {
    this.store.groupRuns.set(id, { id, group: owner, businessDate, parametersDigest, state: 'QUEUED', isWaiting, createdAt: this.store.now, failAt: this.#failAt() });
    for (const [index, { task }] of named(this.definitions.groups, owner).members.entries()) {
      this.runs.begin({ id: this.store.newId('run'), task, businessDate, parametersDigest }, false, { groupRunId: id, groupName: owner, index });
    }
    if (!isWaiting) this.store.signals.add(id);
  }

  /** One round of the loop: a turn for every group run that somebody has signalled. @returns whether there was one */
  heed(): boolean {
    const signalled = [...this.store.signals];
    for (const id of signalled) {
      this.store.signals.delete(id);
      this.#moveOn(this.store.groupRun(id));
    }
    return signalled.length > 0;
  }

  sweep(): void {
    for (const run of this.core.selectIdleGroupRuns(this.store)) this.#moveOn(run);
    for (const { name } of this.definitions.groups) this.#letNextOne(name);
  }

  cancel(id: string, reason: 'CANCELLED_BY_REQUEST' | 'CANCELLED_BY_OVERLAP'): void {
    this.#stopMembers(id, reason);
    this.#end(id, 'CANCEL');
  }

  /** Group runs whose time is over end FAILED, and their members with them. @returns whether there was one */
  meetDeadlines(): boolean {
    const late = [...this.store.groupRuns.values()].filter(({ state, failAt }) => isActiveGroup(state) && failAt <= this.store.now);
    for (const { id } of late) {
      this.#stopMembers(id, 'GROUP_STOPPED');
      this.#end(id, 'FAIL');
    }
    return late.length > 0;
  }

  /** A person's retry of the whole. @returns the runs that were brought back; null: refused */
  retry(id: string): readonly string[] | null {
    const run = this.store.groupRun(id);
    const state = groupTransition(run.state, 'RETRY');
    if (state === null) return null;
    const { overlap } = named(this.definitions.groups, run.group);
    const isBehind = this.core.selectActiveGroupRuns(this.store, run.group)
      .some((other) => overlap !== 'ALLOW' || (run.businessDate !== null && other.businessDate === run.businessDate));
    this.store.groupRuns.set(id, { ...run, state, isWaiting: isBehind, failAt: this.#failAt() });
    const members = this.store.membersOf(id).filter((member) => ['FAILED', 'CANCELLED', 'SKIPPED'].includes(member.state));
    this.runs.execute(members.map(({ id: runId }) => ({ runId, kind: 'RETRY', who: 'a person', isHeld: true })));
    this.store.signals.add(id);
    return members.map((member) => member.id);
  }

  /** For what concerns every run of a group that is under way: a pause, its end. */
  signalActive(group: string): void {
    for (const run of this.store.groupRuns.values()) if (run.group === group && isActiveGroup(run.state)) this.store.signals.add(run.id);
  }

  #moveOn(held: GroupRunRow): void {
    const { members: plan, onMemberFailure } = named(this.definitions.groups, held.group);
    const members = this.store.membersOf(held.id);
    if (!isActiveGroup(held.state) && !hasComeBack(held, members)) return;
    const run = isActiveGroup(held.state) ? held : this.#reopen(held);
    const decision = this.core.decideGroupProgress({
      members: members.map(({ memberIndex, state, isHeld, dispatches }) => ({ index: memberIndex ?? 0, mode: plan[memberIndex ?? 0]?.mode ?? 'SYNC', state, isHeld, dispatches })),
      onMemberFailure,
      mayRelease: !run.isWaiting && !this.store.paused.has(run.group),
    });
    const [skipped, released] = [decision.skip, decision.release].map((indexes) => members.filter(({ memberIndex }) => indexes.includes(memberIndex ?? -1))) as [RunRow[], RunRow[]];
    this.runs.execute([
      ...skipped.map(({ id: runId }) => ({ runId, kind: 'SKIP' as const, reason: 'GROUP_STOPPED' as const, detail: 'Another member did not succeed.' })),
      ...this.#makePlace(released),
      ...released.map(({ id: runId }) => ({ runId, kind: 'RELEASE' as const })),
    ]);
    if (decision.standing === 'RUNNING' && !run.isWaiting) this.#change(run.id, 'START');
    if (decision.standing === 'SUCCEEDED') this.#end(run.id, 'SUCCEED');
    if (decision.standing === 'FAILED') this.#end(run.id, 'FAIL');
  }

  /** Of a task that cancels what was before, a member that is let go takes the place of the others. */
  #makePlace(released: readonly RunRow[]): { runId: string; kind: 'CANCEL'; reason: CancelReason; detail: string }[] {
    const pushing = released.filter(({ overlap }) => overlap === 'CANCEL_PREVIOUS');
    const others = pushing.flatMap(({ task }) => this.core.selectRunsInTheWay(this.store, task));
    return others.map(({ id: runId }) => ({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_OVERLAP', detail: 'A member of a group took its place.' }));
  }

  /** Later than that of members, which may so end before their group. */
  #failAt(): Date {
    return new Date(this.store.now.getTime() + GROUP_FAIL_AFTER_MS);
  }

  #stopMembers(id: string, reason: CancelReason): void {
    const active = this.store.membersOf(id).filter(({ state }) => isActive(state));
    this.runs.execute(active.flatMap(({ id: runId }) => [
      { runId, kind: 'SKIP' as const, reason: 'GROUP_STOPPED' as const, detail: 'The group was cancelled.' },
      { runId, kind: 'CANCEL' as const, reason, detail: 'The group was cancelled.' },
    ]));
    // From here on a signal is a person's, who brings a member back; what members did before must not bring the group back.
    if (this.core.takesSignalsAtEnd) this.store.signals.delete(id);
  }

  #reopen(run: GroupRunRow): GroupRunRow {
    this.store.groupRuns.set(run.id, { ...run, isWaiting: false, failAt: this.#failAt() });
    this.#change(run.id, 'REOPEN');
    return this.store.groupRun(run.id);
  }

  #end(id: string, how: 'SUCCEED' | 'FAIL' | 'CANCEL'): void {
    this.#change(id, how);
    this.#letNextOne(this.store.groupRun(id).group);
  }

  #letNextOne(group: string): void {
    const next = this.core.selectNextGroupRun(this.store, named(this.definitions.groups, group));
    if (next === null) return;
    this.store.groupRuns.set(next.id, { ...next, isWaiting: false });
    this.store.signals.add(next.id);
  }

  #change(id: string, how: GroupRunTransition): void {
    const run = this.store.groupRun(id);
    const state = groupTransition(run.state, how);
    if (state === null && how !== 'START') throw new Error(`${id} is ${run.state} and was to ${how}`);
    if (state !== null) this.store.groupRuns.set(id, { ...run, state, isWaiting: isActiveGroup(state) && run.isWaiting });
  }
}

const GROUP_FAIL_AFTER_MS = 1_850_000;

const hasComeBack = ({ state: ended }: GroupRunRow, members: readonly RunRow[]): boolean =>
  members.some(({ state }) => isActive(state)) || (ended !== 'SUCCEEDED' && members.every(({ state }) => state === 'SUCCEEDED'));

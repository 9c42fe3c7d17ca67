import { isActive } from '../../src/runs/domain/run.state-machine.ts';
import { isActiveGroup } from '../../src/group-runs/domain/group-run.state-machine.ts';
import { GroupLaws } from './group-laws.ts';
import { isTurnTaken } from './statements.ts';
import type { GroupRunRow, RunRow, Store } from './store.ts';
import type { Job, Target } from './target.ts';
import type { Step } from './step.ts';
import { named, type Definitions } from './tasks.ts';

interface Memory {
  readonly runs: ReadonlyMap<string, RunRow>;
  readonly groupRuns: ReadonlyMap<string, GroupRunRow>;
  readonly untouched: ReadonlySet<string>;
  readonly occurrences: number;
  readonly alerts: number;
}

/**
 * What must hold whatever happens, in words that are not those of the decisions. Each law returns what broke it. They are
 * asked after every move, with the rows as they were before it.
 */
export class Laws {
  /** How often a person brought a run back, and in which life of its run a key was first used. */
  readonly #lives = new Map<string, number>();
  readonly #lifeOfKey = new Map<string, number>();
  readonly #groups: GroupLaws;

  constructor(
    private readonly store: Store,
    private readonly target: Target,
    private readonly definitions: Definitions,
  ) {
    this.#groups = new GroupLaws(store, definitions);
  }

  remember(): Memory {
    const untouched = [...this.store.groupRuns.values()].filter(({ id, state }) => state === 'QUEUED' && this.store.membersOf(id).every(({ dispatches }) => dispatches === 0));
    return { runs: new Map(this.store.runs), groupRuns: new Map(this.store.groupRuns), untouched: new Set(untouched.map(({ id }) => id)), occurrences: this.store.occurrences.length, alerts: this.store.alerts.length };
  }

  broken(before: Memory, step: Step, receipts: ReadonlyMap<string, readonly string[]>): string | null {
    for (const id of step.retried) this.#lives.set(id, this.#lifeOf(id) + 1);
    return (
      this.#firstOf([...this.store.runs.values()], (run) => this.#ofRun(before.runs.get(run.id), run, step, before)) ??
      this.#turns() ??
      this.#firstOf(step.claims, (claim) => this.#ofClaim(before.runs.get(claim.id), claim)) ??
      this.#groups.broken(before.groupRuns, step.retried, step.claims) ??
      this.#ofAnswer(before, step) ??
      this.#ofReport(before, step) ??
      (step.begun === null ? null : this.#ofWork(step.begun)) ??
      this.#ofOccurrences(before) ??
      this.#ofReceipts(step, receipts)
    );
  }

  /** What a move did, for the story. */
  changesSince(before: Memory): string[] {
    return [
      ...[...this.store.groupRuns.values()].filter((run) => before.groupRuns.get(run.id) !== run).map(({ id, state, isWaiting }) => `${id} ${state}${isWaiting ? ' waiting' : ''}`),
      ...[...this.store.runs.values()].filter((run) => before.runs.get(run.id) !== run).map(wordsOf),
      ...this.store.occurrences.slice(before.occurrences).map(({ owner, cause, outcome, runId, groupRunId }) => `${cause} of ${owner}: ${outcome} ${runId ?? groupRunId ?? ''}`),
    ];
  }

  /** Runs that still want something. */
  unfinished(): string[] {
    return [
      ...[...this.store.runs.values()].filter(({ state }) => isActive(state)).map(({ id, state, dueAt }) => `${id} ${state} ${dueAt === null ? 'waiting' : 'due'}`),
      ...[...this.store.groupRuns.values()].filter(({ state }) => isActiveGroup(state)).map(({ id, state }) => `${id} ${state}`),
    ];
  }

  #ofRun(was: RunRow | undefined, run: RunRow, step: Step, before: Memory): string | null {
    if (was === run) return null;
    if (was !== undefined && !isActive(was.state) && !step.retried.has(run.id) && !isSame(was, run)) return `${run.id} has ended ${was.state} and was changed`;
    if (was !== undefined && run.attempt < was.attempt) return `${run.id} went back to attempt ${run.attempt}`;
    const explained = this.#lifeOf(run.id) + this.#jobsOf(run.id).filter(({ state }) => state === 'RETRYABLE').length;
    if (run.attempt > explained + 1) return `${run.id} is at attempt ${run.attempt}, and failures explain ${explained + 1}`;
    if (!isActive(run.state) && (run.dueAt !== null || run.leaseToken !== null || run.endedAt === null)) return `${run.id} has ended and is still wanted`;
    const hasJustEnded = was !== undefined && isActive(was.state) && !isActive(run.state);
    if (hasJustEnded && run.state === 'CANCELLED' && run.attemptDispatches > 0 && !this.store.cancellations.has(`${run.id}/${run.attempt}`)) return `nobody will tell the target that ${run.id} is cancelled`;
    if (hasJustEnded && run.state === 'SKIPPED' && run.attemptDispatches > 0) return `${run.id} was skipped, and the target may have begun`;
    if (hasJustEnded && run.state === 'SUCCEEDED' && this.target.jobs.get(`${run.id}/${run.attempt}`)?.state !== 'SUCCEEDED') return `${run.id} is SUCCEEDED, and the target did not say so`;
    if (hasJustEnded && run.state === 'FAILED' && this.#failureAlerts(run.id, before) !== 1) return `the failure of ${run.id} raised ${this.#failureAlerts(run.id, before)} alerts`;
    return null;
  }

  /** No two at once, and nobody waits for nobody. */
  #turns(): string | null {
    for (const { name, overlap } of this.definitions.tasks) {
      const runs = this.store.runsOf(name).filter(({ state, isHeld }) => isActive(state) && !isHeld);
      const withTurn = runs.filter(({ dueAt }) => dueAt !== null);
      for (const run of withTurn) {
        const rival = withTurn.find((other) => other.id > run.id && (overlap !== 'ALLOW' || (other.businessDate !== null && other.businessDate === run.businessDate)));
        if (rival !== undefined) return `${run.id} and ${rival.id} of ${name} are at work at once`;
      }
      const stuck = runs.find((run) => run.dueAt === null && !isTurnTaken(this.store, run));
      if (stuck !== undefined) return `${stuck.id} of ${name} waits, and nobody is in front of it`;
    }
    return null;
  }

  #ofClaim(was: RunRow | undefined, claim: RunRow): string | null {
    if (was === undefined || !isActive(was.state)) return `${claim.id} was claimed and is not active`;
    if (was.leaseUntil !== null) return `${claim.id} was claimed while another node held it`;
    if (was.dueAt === null || was.dueAt > this.store.now) return `${claim.id} was claimed and was not due`;
    const key = `${claim.id}/${claim.attempt}`;
    const life = this.#lifeOfKey.get(key) ?? this.#lifeOf(claim.id);
    if (life !== this.#lifeOf(claim.id)) return `${key} is used again after a person’s retry`;
    this.#lifeOfKey.set(key, life);
    return null;
  }

  /** Who has lost the lease has no say; the word of the target that came with the answer is another matter. */
  #ofAnswer(before: Memory, { settled }: Step): string | null {
    if (settled === null || settled.report !== null) return null;
    const { runId, leaseToken, attempt } = settled.call;
    const [was, is] = [before.runs.get(runId), this.store.runs.get(runId)];
    const wasHeld = was?.leaseToken === leaseToken && was.attempt === attempt;
    return !wasHeld && was !== is && (was === undefined || is === undefined || !isSame(was, is)) ? `a node without the lease wrote to ${runId}` : null;
  }

  /** The end of the present attempt is taken, in whatever order reports come. */
  #ofReport(before: Memory, { report: heard }: Step): string | null {
    if (heard === null || heard.report.state === 'RUNNING') return null;
    const [was, is] = [before.runs.get(heard.runId), this.store.runs.get(heard.runId)];
    const isAwaited = was !== undefined && (was.state === 'QUEUED' || was.state === 'RUNNING') && was.attempt === heard.report.attempt && was.attemptDispatches > 0;
    return isAwaited && (is?.state === 'QUEUED' || is?.state === 'RUNNING') ? `${heard.runId} was told its end and goes on` : null;
  }

  /** The target never has two works of one task in hand that the platform wants both. */
  #ofWork(begun: Job): string | null {
    const isWanted = ({ runId, attempt }: Job): boolean => isActive(this.store.run(runId).state) && this.store.run(runId).attempt === attempt;
    if (!isWanted(begun)) return null;
    const overlap = named(this.definitions.tasks, begun.task).overlap;
    const rival = [...this.target.jobs.values()].find((job) => job !== begun && job.task === begun.task && job.state === 'WORKING' && isWanted(job)
      && (overlap !== 'ALLOW' || (job.businessDate !== null && job.businessDate === begun.businessDate)));
    if (rival !== undefined) return `the target works on ${rival.key} and ${begun.key} of ${begun.task} at once`;
    const isDone = this.#jobsOf(begun.runId).some((job) => job !== begun && job.state === 'SUCCEEDED');
    return isDone && this.#lifeOf(begun.runId) === 0 ? `${begun.key} does again what was done` : null;
  }

  #ofOccurrences(before: Memory): string | null {
    for (const { cause, owner, outcome, runId, groupRunId, businessDate } of this.store.occurrences.slice(before.occurrences)) {
      const same = this.store.occurrences.filter((other) => other.cause === cause && other.owner === owner && other.businessDate === businessDate);
      if (same.length > 1) return `${cause} fired ${owner} ${same.length} times`;
      const leadsToWork = ['FIRED', 'FIRED_LATE', 'QUEUED_BEHIND'].includes(outcome);
      const work = runId ?? groupRunId;
      if (leadsToWork && work === null) return `${cause} of ${owner} is ${outcome} and has no run`;
      if (work === null) continue;
      const [was, wasGroup] = [before.runs.get(work), before.groupRuns.get(work)];
      if (leadsToWork && (was !== undefined || wasGroup !== undefined)) return `${cause} made ${work} a second time`;
      if (outcome !== 'COALESCED') continue;
      if (was !== undefined && (was.state !== 'QUEUED' || was.dispatches > 0)) return `${cause} joined ${work}, which had begun`;
      if (wasGroup !== undefined && !before.untouched.has(work)) return `${cause} joined ${work}, which had begun`;
      if ((was ?? wasGroup ?? { businessDate }).businessDate !== businessDate) return `${cause} joined ${work} of another date`;
    }
    return null;
  }

  /** An answer is for good: what upstream was told is there, and every repeat says the same. */
  #ofReceipts({ receipt }: Step, receipts: ReadonlyMap<string, readonly string[]>): string | null {
    if (receipt === null) return null;
    const first = receipts.get(receipt.identity) ?? [];
    if (first.join() !== receipt.occurrences.join()) return `${receipt.identity} was answered in two ways`;
    const isThere = (id: string): boolean => this.store.occurrences.some((occurrence) => occurrence.id === id);
    return first.every(isThere) ? null : `${receipt.identity} was answered with what is not there`;
  }

  #failureAlerts(runId: string, before: Memory): number {
    return this.store.alerts.slice(before.alerts).filter(({ kind, subject }) => subject.id === runId && ['FAILED', 'EXHAUSTED', 'MISMATCH'].includes(kind)).length;
  }

  #jobsOf(runId: string): Job[] {
    return [...this.target.jobs.values()].filter((job) => job.runId === runId);
  }

  #lifeOf(runId: string): number {
    return this.#lives.get(runId) ?? 0;
  }

  #firstOf<Item>(items: readonly Item[], law: (item: Item) => string | null): string | null {
    for (const item of items) {
      const broken = law(item);
      if (broken !== null) return broken;
    }
    return null;
  }
}

const isSame = (a: RunRow, b: RunRow): boolean => JSON.stringify(a) === JSON.stringify(b);

const wordsOf = ({ id, task, state, attempt, isHeld, dueAt, leaseToken }: RunRow): string =>
  [id, 'of', task, state, attempt, isHeld ? 'held' : '', isActive(state) && !isHeld && dueAt === null ? 'waiting' : '', leaseToken === null ? '' : 'leased'].filter(Boolean).join(' ');

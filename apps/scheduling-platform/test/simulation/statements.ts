import { isActive } from '../../src/runs/domain/run.state-machine.ts';
import type { FiringSituation } from '../../src/runs/domain/plan-firings.ts';
import { isActiveGroup } from '../../src/group-runs/domain/group-run.state-machine.ts';
import type { ActiveGroupRun } from '../../src/group-runs/domain/plan-group-firings.ts';
import type { GroupRunRow, RunRow, Store } from './store.ts';
import { LEASE_MS, MAX_IN_FLIGHT, type SimulatedGroup } from './tasks.ts';

/**
 * The twins of the statements that decide something themselves, for speed, instead of leaving it to `domain/`. That they
 * are twins is tested against PostgreSQL (`statements.spec.ts`); each is named after its file in `persistence/sql/`.
 */

/** `claim-due-runs`: what is due and nobody's, as many as there are free slots of the node and of the target. */
export function claimDueRuns(store: Store, leaseToken: string, slots: number): RunRow[] {
  const rows = [...store.runs.values()];
  const room = MAX_IN_FLIGHT - rows.filter(({ leaseUntil }) => leaseUntil !== null).length;
  return rows
    .filter((run) => run.dueAt !== null && run.dueAt <= store.now && run.leaseUntil === null && (run.dispatches > 0 || !store.paused.has(run.task)))
    .sort((a, b) => Number(a.dueAt) - Number(b.dueAt) || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(0, Math.min(slots, room)))
    .map((run) => claimed(run, leaseToken, new Date(store.now.getTime() + LEASE_MS)));
}

/** The claim counts the dispatch, and begins the next attempt of a run that waited for it. */
function claimed(run: RunRow, leaseToken: string, leaseUntil: Date): RunRow {
  const held = { ...run, dispatches: run.dispatches + 1, lastUrl: run.nextUrl, leaseToken, leaseUntil };
  if (run.state !== 'WAITING_RETRY') return { ...held, attemptDispatches: run.attemptDispatches + 1 };
  const nothingSaid = { reason: null, detail: null, progress: null, files: null, reconciliation: null, attemptEnd: null };
  return { ...held, ...nothingSaid, state: 'QUEUED', attempt: run.attempt + 1, attemptDispatches: 1, dispatchFailures: 0, lastSequence: 0 };
}

/** `renew-leases`: of those that are still held under these tokens. */
export const renewLeases = (store: Store, held: readonly { readonly runId: string; readonly leaseToken: string }[]): RunRow[] =>
  [...store.runs.values()]
    .filter(({ id, leaseToken }) => held.some((call) => call.runId === id && call.leaseToken === leaseToken))
    .map((run) => ({ ...run, leaseUntil: new Date(store.now.getTime() + LEASE_MS) }));

/** `free-expired-leases`: what a dead node left is due at once. */
export const freeExpiredLeases = (store: Store): RunRow[] =>
  [...store.runs.values()]
    .filter(({ leaseUntil }) => leaseUntil !== null && leaseUntil <= store.now)
    .map((run) => ({ ...run, dueAt: store.now, leaseToken: null, leaseUntil: null }));

/** Whether another run has the turn that this one waits for. */
export const isTurnTaken = (store: Store, waiting: RunRow): boolean =>
  store.runsOf(waiting.task).some((other) => isActive(other.state) && other.dueAt !== null
    && (waiting.overlap !== 'ALLOW' || (other.businessDate !== null && other.businessDate === waiting.businessDate)));

type Waiting = Pick<RunRow, 'id' | 'businessDate' | 'createdAt'>;

const isWaiting = ({ state, dueAt, isHeld }: RunRow): boolean => state === 'QUEUED' && dueAt === null && !isHeld;

/** `give-turns`: in each queue to the run that waits longest, oldest business date first; to all where nobody is in anybody's way. */
export function giveTurns(store: Store, queueKeys: Iterable<string>): RunRow[] {
  return [...new Set(queueKeys)].flatMap((queueKey) => {
    const waiting = [...store.runs.values()].filter((run) => run.queueKey === queueKey && isWaiting(run)).sort(byTurn);
    const next = waiting.filter((run, place) => place === 0 || (run.overlap === 'ALLOW' && run.businessDate === null));
    return next.filter((run) => !isTurnTaken(store, run)).map((run) => ({ ...run, dueAt: store.now }));
  });
}

function byTurn(a: Waiting, b: Waiting): number {
  const [dateA, dateB] = [a.businessDate ?? '', b.businessDate ?? ''];
  if (dateA !== dateB) return dateA < dateB ? -1 : 1;
  return Number(a.createdAt) - Number(b.createdAt) || (a.id < b.id ? -1 : 1);
}

/** `select-free-turns`: queues in which somebody waits for nobody. */
export const selectFreeTurns = (store: Store): string[] =>
  [...store.runs.values()].filter((run) => isWaiting(run) && !isTurnTaken(store, run)).map(({ queueKey }) => queueKey);

const isInTheWay = ({ state, isHeld }: RunRow): boolean => isActive(state) && !isHeld;

/** `select-firing-situations`: what a firing finds. */
export function selectFiringSituation(store: Store, firing: { readonly task: string; readonly businessDate: string | null; readonly parametersDigest: string }): FiringSituation {
  const runs = store.runsOf(firing.task);
  const joinable = runs.filter((run) => run.state === 'QUEUED' && run.dispatches === 0
    && run.parametersDigest === firing.parametersDigest && run.businessDate === firing.businessDate).sort((a, b) => (a.id < b.id ? -1 : 1));
  const inTheWay = runs.filter(isInTheWay);
  return {
    joinable: joinable[0]?.id ?? null,
    isTaskActive: inTheWay.length > 0,
    isDateActive: firing.businessDate !== null && inTheWay.some(({ businessDate }) => businessDate === firing.businessDate),
  };
}

/** `select-runs-in-the-way`: what CANCEL_PREVIOUS cancels. */
export const selectRunsInTheWay = (store: Store, task: string): RunRow[] => store.runsOf(task).filter(isInTheWay);

/** `select-active-group-runs`: what a firing of the group finds. */
export const selectActiveGroupRuns = (store: Store, group: string): ActiveGroupRun[] =>
  [...store.groupRuns.values()].filter((run) => run.group === group && isActiveGroup(run.state)).map((run) => ({
    groupRunId: run.id, group, businessDate: run.businessDate, parametersDigest: run.parametersDigest,
    isUntouched: run.state === 'QUEUED' && store.membersOf(run.id).every(({ dispatches, endedAt }) => dispatches === 0 && endedAt === null),
  }));

const isGroupTurnTaken = (store: Store, waiting: GroupRunRow, overlap: string): boolean =>
  [...store.groupRuns.values()].some((other) => other.group === waiting.group && isActiveGroup(other.state) && !other.isWaiting
    && (overlap !== 'ALLOW' || (other.businessDate !== null && other.businessDate === waiting.businessDate)));

/** `promote-group-run`: who has the turn next, if nobody has it. */
export function selectNextGroupRun(store: Store, { name, overlap }: SimulatedGroup): GroupRunRow | null {
  const waiting = [...store.groupRuns.values()].filter((run) => run.group === name && run.isWaiting && isActiveGroup(run.state) && !isGroupTurnTaken(store, run, overlap));
  return waiting.sort(byTurn)[0] ?? null;
}

/** `select-idle-group-runs`: they have the turn, and nobody works for them. */
export const selectIdleGroupRuns = (store: Store): GroupRunRow[] =>
  [...store.groupRuns.values()].filter((run) => isActiveGroup(run.state) && !run.isWaiting && !store.paused.has(run.group)
    && !store.membersOf(run.id).some(isInTheWay));

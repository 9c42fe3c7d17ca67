import { isActive } from '../../src/runs/domain/run.state-machine.ts';
import type { RunAction, RunDecision } from '../../src/runs/domain/run-command.ts';
import type { RunSnapshot } from '../../src/runs/domain/run-snapshot.ts';
import { realCore, type Core } from './core.ts';

type Decide = Core['decideRunCommand'];
type Context = Parameters<Decide>[2];

/** The real decision on what somebody made of the run or of the command first. */
const seen = (change: (run: RunSnapshot, action: RunAction, context: Context) => { run?: Partial<RunSnapshot>; action?: RunAction; context?: Partial<Context> }): Partial<Core> => ({
  decideRunCommand: (run, action, context) => {
    const changed = change(run, action, context);
    return realCore.decideRunCommand({ ...run, ...changed.run }, changed.action ?? action, { ...context, ...changed.context });
  },
});

/** Something made of the real decision afterwards. */
const made = (change: (decision: RunDecision, run: RunSnapshot, action: RunAction) => Partial<RunDecision>): Partial<Core> => ({
  decideRunCommand: (run, action, context) => {
    const decision = realCore.decideRunCommand(run, action, context);
    return { ...decision, ...change(decision, run, action) };
  },
});

/** Mistakes that were made elsewhere, or could be here: what goes wrong, and the part that is replaced. */
export const PLANTED_BUGS: readonly (readonly [string, Partial<Core>])[] = [
  // What a report and an answer may do.
  ['a report writes over an end', seen((run, action) => (action.kind === 'REPORT' && !isActive(run.state) ? { run: { state: 'RUNNING', attemptEnd: null } } : {}))],
  ['an end that was overtaken is out of order', seen((run, action) => (action.kind === 'REPORT' && action.report.sequence <= run.lastSequence ? { action: { ...action, report: { ...action.report, state: 'RUNNING' } } } : {}))],
  ['a report of an earlier attempt counts', seen((run, action) => (action.kind === 'REPORT' ? { action: { ...action, report: { ...action.report, attempt: run.attempt } } } : {}))],
  ['a mismatch is taken for a success', seen((_, action) => (action.kind === 'REPORT' && action.report.reconciliation !== null ? { action: { ...action, report: { ...action.report, reconciliation: { ...action.report.reconciliation, result: 'MATCHED' } } } } : {}))],
  ['a failure is alerted twice', made(({ alerts }) => ({ alerts: [...alerts, ...alerts] }))],
  ['a failure is alerted by nobody', made(() => ({ alerts: [] }))],
  ['a retry that waits has no due time', made(({ run }) => (run.state === 'WAITING_RETRY' ? { run: { ...run, dueAt: null } } : {}))],

  // Leases.
  ['a claim takes what another node holds', { claimDueRuns: (store, token, slots) => realCore.claimDueRuns(Object.assign(Object.create(store), { runs: new Map([...store.runs].map(([id, run]) => [id, { ...run, leaseUntil: null }])) }), token, slots) }],
  ['the lease token is not compared', seen((run, action) => (action.kind === 'SETTLE' || action.kind === 'HAND_BACK' ? { action: { ...action, leaseToken: run.leaseToken ?? action.leaseToken } } : {}))],
  ['neither token nor attempt are compared', seen((run, action) => (action.kind === 'SETTLE' ? { action: { ...action, leaseToken: run.leaseToken ?? action.leaseToken, attempt: run.attempt } } : {}))],
  ['an end keeps its lease', made(({ run }, before) => (!isActive(run.state) && before.leaseToken !== null ? { run: { ...run, leaseToken: before.leaseToken } } : {}))],
  ['nobody looks for leases that ran out', { freeExpiredLeases: () => [] }],
  ['a lease that ran out uses up an attempt', { freeExpiredLeases: (store) => realCore.freeExpiredLeases(store).map((run) => ({ ...run, attempt: run.attempt + 1, attemptDispatches: 0 })) }],
  ['a stop uses up an attempt', made(({ run }, _, action) => (action.kind === 'HAND_BACK' && run.leaseToken === null && isActive(run.state) ? { run: { ...run, state: 'QUEUED', attempt: run.attempt + 1, attemptDispatches: 0 } } : {}))],
  ['an accepted run is never asked about again', made(({ run }, _, action) => (action.kind === 'SETTLE' && run.state === 'RUNNING' ? { run: { ...run, dueAt: null } } : {}))],
  ['a wake-up that a crash took is waited for', { polls: false }],

  // Persons.
  ['a retry begins with attempt 1 and the same key', made(({ run }, _, action) => (action.kind === 'RETRY' ? { run: { ...run, attempt: 1 } } : {}))],
  ['a retry takes the turn of another run', made(({ run, verdict }, _, action) => (action.kind === 'RETRY' && verdict.kind === 'done' && !action.isHeld ? { run: { ...run, dueAt: run.createdAt } } : {}))],
  ['a cancellation is told to nobody', made(() => ({ toCancel: null }))],
  ['a deadline fails what has ended', seen((run, action) => (action.kind === 'DEADLINE' && !isActive(run.state) ? { run: { state: 'RUNNING' }, context: { isDeadlineMine: true } } : {}))],

  // Firings and turns.
  ['a repeated message fires again', { isKnown: () => false }],
  ['a firing joins what was dispatched', { selectFiringSituation: (store, firing) => ({ ...realCore.selectFiringSituation(store, firing), joinable: store.runsOf(firing.task).find((run) => run.state === 'QUEUED' && run.businessDate === firing.businessDate)?.id ?? null }) }],
  ['a firing joins the work of another date', { selectFiringSituation: (store, firing) => ({ ...realCore.selectFiringSituation(store, firing), joinable: store.runsOf(firing.task).find((run) => run.state === 'QUEUED' && run.dispatches === 0 && run.groupRunId === null)?.id ?? null }) }],
  ['overlap is decided by a stale view', stale()],
  ['a retry that waits is in nobody’s way', { selectFiringSituation: (store, firing) => {
    const isActive = store.runsOf(firing.task).some(({ state, isHeld }) => (state === 'QUEUED' || state === 'RUNNING') && !isHeld);
    return { ...realCore.selectFiringSituation(store, firing), isTaskActive: isActive, isDateActive: isActive && realCore.selectFiringSituation(store, firing).isDateActive };
  } }],
  ['the turn is given to nobody', { giveTurns: () => [] }],
  ['the turn is given although it is taken', { giveTurns: (store, keys) => [...store.runs.values()].filter((run) => [...keys].includes(run.queueKey) && run.state === 'QUEUED' && run.dueAt === null && !run.isHeld).map((run) => ({ ...run, dueAt: store.now })) }],
  ['a missed firing is forgotten', { judgeMissed: (judged, from, most) => { const portion = realCore.judgeMissed(judged, from, most); return { ...portion, missed: portion.missed.slice(1) }; } }],
  ['a moment is decided about twice', { decideFirings: (due) => ({ ...realCore.decideFirings(due), next: due.firesAt }) }],
  ['a moment that is due is passed over', { decideFirings: (due) => { const decision = realCore.decideFirings(due); return { ...decision, fires: decision.fires.slice(1) }; } }],

  // Groups.
  ['a SYNC member looks only backwards', { decideGroupProgress: (situation) => {
    const progress = realCore.decideGroupProgress({ ...situation, members: situation.members.map((member) => (member.isHeld ? member : { ...member, mode: 'ASYNC' as const })) });
    return progress;
  } }],
  ['a SYNC member waits for nobody', { decideGroupProgress: (situation) => realCore.decideGroupProgress({ ...situation, members: situation.members.map((member) => ({ ...member, mode: 'ASYNC' as const })) }) }],
  ['a group succeeds with its first member', { decideGroupProgress: (situation) => ({ ...realCore.decideGroupProgress(situation), ...(situation.members.some(({ state }) => state === 'SUCCEEDED') ? { standing: 'SUCCEEDED' as const } : {}) }) }],
  ['what changed a member leaves no signal', { signals: false, selectIdleGroupRuns: () => [] }],
  ['the end of a group leaves signals behind', { takesSignalsAtEnd: false }],
  ['the next run of a group never gets the turn', { selectNextGroupRun: () => null }],
  ['a member that was let go is skipped in flight', made((_, run, action) => (action.kind === 'SKIP' && run.state === 'RUNNING' ? { run: { ...run, state: 'SKIPPED', dueAt: null, leaseToken: null, endedAt: run.createdAt } } : {}))],
  ['a retried group does again what had succeeded', made((decision, run, action) => (action.kind === 'SETTLE' && run.groupRunId !== null && run.state === 'SUCCEEDED' ? { run: { ...run, state: 'QUEUED', endedAt: null } } : {}))],
  ['a firing joins a group run that is under way', { selectActiveGroupRuns: (store, group) => realCore.selectActiveGroupRuns(store, group).map((run) => ({ ...run, isUntouched: true })) }],
];

/** What a firing finds is what stood there one firing ago: it did not wait for the lock. */
function stale(): Partial<Core> {
  const remembered = new WeakMap<object, Map<string, ReturnType<Core['selectFiringSituation']>>>();
  return {
    selectFiringSituation: (store, firing) => {
      const known = remembered.get(store) ?? new Map<string, ReturnType<Core['selectFiringSituation']>>();
      remembered.set(store, known);
      const key = `${firing.task} ${firing.businessDate} ${firing.parametersDigest}`;
      const before = known.get(key);
      known.set(key, realCore.selectFiringSituation(store, firing));
      return before ?? { joinable: null, isTaskActive: false, isDateActive: false };
    },
  };
}

import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { freshDatabase, type FreshDatabase } from '@syncline/test-kit';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { entities, migrations } from '../../src/persistence/data-source.ts';
import { jsonRows } from '../../src/persistence/json-rows.ts';
import { insertRows } from '../../src/persistence/rows.ts';
import { claimDueRuns } from '../../src/persistence/sql/claim-due-runs.sql.ts';
import { freeExpiredLeases } from '../../src/persistence/sql/free-expired-leases.sql.ts';
import { giveTurns } from '../../src/persistence/sql/give-turns.sql.ts';
import { selectFiringSituations } from '../../src/persistence/sql/select-firing-situations.sql.ts';
import { selectFreeTurns } from '../../src/persistence/sql/select-free-turns.sql.ts';
import { selectRunsInTheWay } from '../../src/persistence/sql/select-runs-in-the-way.sql.ts';
import { decideOverlap, queueKey, type OverlapPolicy } from '../../src/runs/domain/decide-overlap.ts';
import { RunEntity } from '../../src/runs/run.entity.ts';
import { isActive, RUN_STATES } from '../../src/runs/domain/run.state-machine.ts';
import * as twins from './statements.ts';
import { Store, type RunRow } from './store.ts';
import { LEASE_MS, MAX_IN_FLIGHT, SLOTS } from './tasks.ts';

const NOW = new Date('2026-08-04T12:00:00.000Z');
const from = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

/** Any row that the CHECK constraints of the table allow, as far as the statements look at it. */
const anyRun = fc.record({
  task: fc.constantFrom('first', 'second'),
  state: fc.constantFrom(...RUN_STATES),
  businessDate: fc.constantFrom('2026-08-03', '2026-08-04', null),
  parametersDigest: fc.constantFrom('usual', 'other'),
  created: fc.integer({ min: -9, max: 0 }),
  due: fc.constantFrom(-5, 0, 1, null),
  lease: fc.constantFrom(-1, 0, 1, null, null),
  isMember: fc.constantFrom(true, false, false),
  isHeld: fc.boolean(),
  attempt: fc.integer({ min: 1, max: 3 }),
  dispatches: fc.integer({ min: 0, max: 2 }),
});

type AnyRun = typeof anyRun extends fc.Arbitrary<infer Run> ? Run : never;
const anyTable = fc.record({
  policies: fc.record({ first: policy(), second: policy() }),
  /** Nobody has the turn: all that is active waits. */
  isCalm: fc.boolean(),
  runs: fc.array(anyRun, { maxLength: 12 }),
});

function policy(): fc.Arbitrary<OverlapPolicy> {
  return fc.constantFrom('QUEUE', 'ALLOW', 'SKIP', 'CANCEL_PREVIOUS');
}

function rowOf({ task, state, businessDate, parametersDigest, created, due, lease, isMember, isHeld, attempt, dispatches }: AnyRun, overlap: OverlapPolicy): RunRow {
  const held = isMember && isHeld && state === 'QUEUED';
  const mustBeDue = state === 'RUNNING' || state === 'WAITING_RETRY';
  const dueAt = !isActive(state) || held ? null : due === null ? (mustBeDue ? from(-1) : null) : from(due);
  const isLeased = dueAt !== null && lease !== null && state !== 'WAITING_RETRY';
  return {
    id: uuidv7(), task, taskVersion: 1, groupName: isMember ? 'group' : null, groupRunId: isMember ? randomUUID() : null, memberIndex: isMember ? 0 : null, businessDate, overlap,
    queueKey: queueKey(overlap, task, businessDate), createdAt: from(created), parametersDigest, state, reason: null, detail: null, isHeld: held,
    attempt, attemptLimit: 3, dispatches, attemptDispatches: Math.min(1, dispatches), dispatchFailures: 0, lastSequence: 7, attemptEnd: null, progress: null, files: null, reconciliation: null,
    dueAt, nextUrl: 'http://target/jobs', lastUrl: null, leaseToken: isLeased ? randomUUID() : null, leaseUntil: isLeased ? from(lease) : null,
    startedAt: null, endedAt: isActive(state) ? null : NOW, deadlineAt: from(3_600), silentAt: null,
  };
}

/** The decisions that SQL takes for speed, against their twins in the simulated world: any table, the same result. */
describe('the twin of', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'twins' });
    await database.migrate();
    database.setTestTime(NOW);
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  const fill = async (rows: readonly RunRow[]): Promise<void> => {
    await database.repository(RunEntity).clear();
    const entitiesOf = rows.map(({ attemptEnd, progress, files, reconciliation, ...row }) => ({
      ...row, triggerKind: 'manual' as const, messageId: null, traceparent: null, parametersJson: {}, priority: 0, targetKey: 'target', maxInFlight: MAX_IN_FLIGHT,
      leaseOwner: row.leaseToken === null ? null : 'node', attemptEndJson: attemptEnd, progressJson: progress, filesJson: files === null ? null : [...files], reconciliationJson: reconciliation,
    }));
    if (entitiesOf.length > 0) await database.transaction((tx) => insertRows(tx, RunEntity, entitiesOf));
  };
  const stored = async (): Promise<unknown[]> => (await database.repository(RunEntity).find({ order: { id: 'ASC' } })).map(shown);

  /** Fills table and store with the same rows, lets both act, and compares. */
  const agree = (act: (store: Store, rows: readonly RunRow[]) => Promise<void>): Promise<void> =>
    fc.assert(fc.asyncProperty(anyTable, async ({ policies, isCalm, runs }) => {
      const rows = runs.map((run) => rowOf(isCalm && isActive(run.state) ? { ...run, state: 'QUEUED', due: null } : run, policies[run.task as keyof typeof policies]));
      const store = new Store();
      for (const row of rows) store.write(row);
      await fill(rows);
      await act(store, rows);
      expect(await stored()).toEqual([...store.runs.values()].sort(byId).map(shown));
    }), { numRuns: 60 });

  it('claim-due-runs', () => agree(async (store) => {
    const leaseToken = randomUUID();
    await database.query(claimDueRuns, { owner: 'node', leaseToken, leaseMs: LEASE_MS, slots: SLOTS });
    for (const row of twins.claimDueRuns(store, leaseToken, SLOTS)) store.write(row);
  }));

  it('free-expired-leases', () => agree(async (store) => {
    await database.execute(freeExpiredLeases, {});
    for (const row of twins.freeExpiredLeases(store)) store.write(row);
  }));

  it('give-turns', () => agree(async (store, rows) => {
    const queueKeys = [...new Set(rows.map((row) => row.queueKey))];
    await database.execute(giveTurns, { queueKeys: JSON.stringify(queueKeys) });
    for (const row of twins.giveTurns(store, queueKeys)) store.write(row);
  }));

  it('select-free-turns', () => agree(async (store) => {
    const found = await database.query(selectFreeTurns, {});
    expect(found.map(({ queueKey: key }) => key).sort()).toEqual([...new Set(twins.selectFreeTurns(store))].sort());
  }));

  it('select-runs-in-the-way', () => agree(async (store) => {
    const found = await database.query(selectRunsInTheWay, { task: 'first' });
    expect(found.map(({ id }) => id).sort()).toEqual(twins.selectRunsInTheWay(store, 'first').map(({ id }) => id).sort());
  }));

  it('select-firing-situations', () => agree(async (store, rows) => {
    const overlap = rows.find(({ task }) => task === 'first')?.overlap ?? 'QUEUE';
    const firings = ['2026-08-03', '2026-08-04', null].map((businessDate, n) => ({ n, task: 'first', overlap, businessDate, parametersDigest: 'usual' }));
    // It locks what may be joined, so it needs a transaction.
    const found = await database.transaction((tx) => tx.query(selectFiringSituations, { firings: jsonRows(firings) }));
    const decided = ({ joinable, isTaskActive, isDateActive }: ReturnType<typeof twins.selectFiringSituation>): string =>
      decideOverlap(overlap, { joinable: joinable === null ? null : 'one', taskIsActive: isTaskActive, dateIsActive: isDateActive }).outcome;
    expect(found.sort((a, b) => a.n - b.n).map(decided)).toEqual(firings.map((firing) => decided(twins.selectFiringSituation(store, firing))));
  }));
});

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** What a claim, a turn or a sweep may change. */
const shown = ({ id, state, attempt, dispatches, attemptDispatches, dispatchFailures, lastSequence, dueAt, leaseToken, leaseUntil, lastUrl }: RunRow | RunEntity): unknown =>
  ({ id, state, attempt, dispatches, attemptDispatches, dispatchFailures, lastSequence: Number(lastSequence), dueAt, leaseToken, leaseUntil, lastUrl });

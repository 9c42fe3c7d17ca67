import { randomUUID } from 'node:crypto';
import { TaskDefinition } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Engine } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { DispatchOutcome } from '../../src/dispatching/domain/decide-dispatch-outcome.ts';
import { entities, migrations } from '../../src/persistence/data-source.ts';
import { jsonRows } from '../../src/persistence/json-rows.ts';
import { insertRows } from '../../src/persistence/rows.ts';
import { claimDueRuns, type ClaimedRow } from '../../src/persistence/sql/claim-due-runs.sql.ts';
import { freeExpiredLeases } from '../../src/persistence/sql/free-expired-leases.sql.ts';
import { giveTurns } from '../../src/persistence/sql/give-turns.sql.ts';
import { renewLeases } from '../../src/persistence/sql/renew-leases.sql.ts';
import type { RunCommands } from '../../src/runs/run-commands.ts';
import { newRunRow } from '../../src/runs/new-run.ts';
import { RunEntity } from '../../src/runs/run.entity.ts';
import { TaskVersionEntity } from '../../src/tasks/task-version.entity.ts';
import { runShell } from '../support/run-shell.ts';

const NOON = new Date('2026-08-04T12:00:00.000Z');
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);
const LEASE_MS = 15_000;

const task = ({ maxInFlight = 50, priority = 0, overlap = 'ALLOW' }: { maxInFlight?: number; priority?: number; overlap?: 'ALLOW' | 'QUEUE' }): TaskDefinition =>
  TaskDefinition.parse({ name: 'sync', target: { urls: ['http://a/jobs'], auth: { kind: 'none' }, maxInFlight, reporter: { issuer: 'i', subject: 's' } }, priority, overlap });

/** What every engine must do with the lease of a run. Time is stepped; nothing here waits. */
export function runLeaseConformance(engine: Engine): void {
  let database: Database;
  let runs: RunCommands;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const fresh = await engine.freshDatabase();
    drop = () => fresh.drop();
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'conformance' });
    await database.migrate();
    runs = runShell(database).runs;
    await database.transaction((tx) => insertRows(tx, TaskVersionEntity, { task: 'sync', version: 1, definitionJson: task({}), createdAt: NOON }));
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  beforeEach(async () => {
    await database.repository(RunEntity).clear();
    database.setTestTime(NOON);
  });

  const make = async (changes: { maxInFlight?: number; priority?: number; overlap?: 'ALLOW' | 'QUEUE'; businessDate?: string; hasTurn?: boolean } = {}): Promise<string> => {
    const { maxInFlight = 50, priority = 0, overlap = 'ALLOW', businessDate = null, hasTurn = true } = changes;
    const definition = task({ maxInFlight, priority, overlap });
    const id = uuidv7();
    const row = newRunRow({
      id, definition, taskVersion: 1, businessDate, parameters: {}, parametersDigest: 'x', occurrenceId: uuidv7(), member: null, trigger: 'manual', messageId: null, traceparent: null, url: 'http://a/jobs', createdAt: NOON, hasTurn,
      deadlines: { overdueAt: null, failAt: after(86_400) },
    });
    await database.transaction((tx) => insertRows(tx, RunEntity, row));
    return id;
  };
  const claim = (slots = 10, owner = 'node-1', leaseToken = randomUUID()): Promise<ClaimedRow[]> => database.query(claimDueRuns, { owner, leaseToken, leaseMs: LEASE_MS, slots });
  const renew = (leaseToken: string, ...held: string[]): Promise<number> => database.execute(renewLeases, { held: jsonRows(held.map((id) => ({ id, leaseToken }))), leaseMs: LEASE_MS });
  const accepted = { kind: 'accepted', nextInMs: 10_000, report: null, remark: null } as const;
  const settle = async (runId: string, leaseToken: string, outcome: DispatchOutcome = accepted): Promise<string> =>
    (await runs.execute({ runId, kind: 'SETTLE', leaseToken, attempt: 1, dispatch: 1, url: 'http://a/jobs', outcome })).kind;
  const cancel = async (runId: string): Promise<string> => (await runs.execute({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' })).kind;
  const read = (id: string): Promise<RunEntity> => database.repository(RunEntity).findOneByOrFail({ id });
  const ids = (rows: ClaimedRow[]): string[] => rows.map(({ id }) => id).sort();

  it('claims what is due, each row once, and counts the dispatch', async () => {
    const made = [await make(), await make(), await make()];
    const claims = await Promise.all(Array.from({ length: 6 }, (_, node) => claim(2, `node-${node}`)));
    expect(ids(claims.flat())).toEqual([...made].sort());
    expect(await read(made[0] ?? '')).toMatchObject({ dispatches: 1, attemptDispatches: 1, lastUrl: 'http://a/jobs', leaseUntil: after(15), state: 'QUEUED' });
    expect(await claim()).toEqual([]);
  });

  it('never claims more than the free slots, higher priority first', async () => {
    await make();
    const urgent = await make({ priority: 5 });
    expect(ids(await claim(1))).toEqual([urgent]);
  });

  it('never goes above what a target may have in flight', async () => {
    await Promise.all([1, 2, 3].map(() => make({ maxInFlight: 2 })));
    const first = await claim();
    expect(first).toHaveLength(2);
    expect(await claim()).toEqual([]);
  });

  it('does not claim what waits for its turn', async () => {
    await make({ hasTurn: false });
    expect(await claim()).toEqual([]);
  });

  it('lets a lease run out, and whoever lost it writes nothing', async () => {
    const id = await make();
    const [stale, fresh] = [randomUUID(), randomUUID()];
    await claim(1, 'frozen', stale);
    database.setTestTime(after(14));
    expect(await database.execute(freeExpiredLeases, {})).toBe(0);
    database.setTestTime(after(15));
    expect(await database.execute(freeExpiredLeases, {})).toBe(1);
    expect(await claim(1, 'awake', fresh)).toMatchObject([{ id, attempt: 1, attemptDispatches: 2 }]);

    expect(await settle(id, stale)).toBe('lost');
    expect(await settle(id, stale, { kind: 'repeat', nextInMs: 1, detail: 'stale' })).toBe('lost');
    expect(await settle(id, stale, { kind: 'rejected', detail: 'stale' })).toBe('lost');
    expect((await runs.execute({ runId: id, kind: 'HAND_BACK', leaseToken: stale, attempt: 1 })).kind).toBe('lost');
    expect(await renew(stale, id)).toBe(0);
    expect(await read(id)).toMatchObject({ leaseToken: fresh, leaseOwner: 'awake', nextUrl: 'http://a/jobs', detail: null });
    expect(await settle(id, fresh)).toBe('done');
    expect(await read(id)).toMatchObject({ state: 'RUNNING', leaseToken: null, dueAt: after(25) });
  });

  it('keeps a lease that is renewed', async () => {
    const id = await make();
    const token = randomUUID();
    await claim(1, 'node-1', token);
    database.setTestTime(after(10));
    expect(await renew(token, id)).toBe(1);
    database.setTestTime(after(20));
    expect(await database.execute(freeExpiredLeases, {})).toBe(0);
    expect((await read(id)).leaseUntil).toEqual(after(25));
  });

  it('lets the lease of a run go that its node calls no more, although others of the same claim are renewed', async () => {
    const [called, forgotten] = [await make(), await make()];
    const token = randomUUID();
    expect(await claim(2, 'node-1', token)).toHaveLength(2);
    database.setTestTime(after(10));
    expect(await renew(token, called)).toBe(1);
    database.setTestTime(after(20));
    expect(await database.execute(freeExpiredLeases, {})).toBe(1);
    expect([(await read(called)).leaseToken, (await read(forgotten)).leaseToken]).toEqual([token, null]);
  });

  it('does not let the answer to a dispatch undo an end', async () => {
    const id = await make();
    const leaseToken = randomUUID();
    await claim(1, 'node-1', leaseToken);
    expect(await cancel(id)).toBe('done');
    expect(await settle(id, leaseToken)).toBe('lost');
    expect(await settle(id, leaseToken, { kind: 'rejected', detail: 'x' })).toBe('lost');
    expect(await cancel(id)).toBe('unchanged');
    expect(await read(id)).toMatchObject({ state: 'CANCELLED', dueAt: null, endedAt: NOON });
  });

  it('gives the turn to the oldest business date, and only when nobody has it', async () => {
    const running = await make({ overlap: 'QUEUE', businessDate: '2026-08-09' });
    await make({ overlap: 'QUEUE', businessDate: '2026-08-08', hasTurn: false });
    const oldest = await make({ overlap: 'QUEUE', businessDate: '2026-08-07', hasTurn: false });
    const queueKeys = JSON.stringify(['sync']);
    expect(await database.execute(giveTurns, { queueKeys })).toBe(0);
    await cancel(running);
    expect(await database.execute(giveTurns, { queueKeys })).toBe(0);
    expect(ids(await claim())).toEqual([oldest]);
  });
}

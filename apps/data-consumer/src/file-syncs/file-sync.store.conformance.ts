import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import type { Engine, FreshDatabase } from '@syncline/test-kit';
import { entities } from '../persistence/entities/index.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { cancelFileSyncs } from '../persistence/sql/cancel-file-syncs.sql.ts';
import { completeFileSync } from '../persistence/sql/complete-file-sync.sql.ts';
import { hastenFileSyncs } from '../persistence/sql/hasten-file-syncs.sql.ts';
import { insertFileSync } from '../persistence/sql/insert-file-sync.sql.ts';
import { insertLedgerEntry } from '../persistence/sql/insert-ledger-entry.sql.ts';
import { readJobFiles } from '../persistence/sql/read-job-files.sql.ts';
import { FileSyncStore, type Lease } from './file-sync.store.ts';

const START = new Date('2026-08-04T18:00:00Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const LEASE_MS = 15_000;

/** What every engine must do with the states and leases of file syncs; time is stepped by hand. */
export function fileSyncStoreSuite(engine: Engine): void {
  let fresh: FreshDatabase;
  let database: Database;
  let [one, two]: FileSyncStore[] = [];

  const storeOf = (nodeId: string): FileSyncStore => new FileSyncStore(database, { nodeId, leaseMs: LEASE_MS } as never);
  const add = async (fileName: string, jobId: string = randomUUID()): Promise<string> => {
    const id = randomUUID();
    await database.execute(insertFileSync, {
      id, jobId, runId: randomUUID(), attempt: 1, fileName, definitionJson: '{}', businessDate: '2026-08-04', isOlderAllowed: false, traceparent: null,
    });
    return id;
  };
  const stateOf = async (jobId: string) => (await database.query(readJobFiles, { jobId }))[0];
  const claimOne = async (store: FileSyncStore | undefined): Promise<Lease> => {
    const [row] = (await store?.claim(1)) ?? [];
    if (row === undefined) throw new Error('nothing was claimed');
    return { id: row.id, token: row.leaseToken };
  };

  beforeEach(async () => {
    fresh = await engine.freshDatabase();
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'conformance', poolSize: 4 });
    await database.migrate();
    database.setTestTime(START);
    [one, two] = [storeOf('one'), storeOf('two')];
  });
  afterEach(async () => {
    await database?.close();
    await fresh?.drop();
  });

  it('claims what is due, once, and no more than there is room for', async () => {
    for (const file of ['a', 'b', 'c']) await add(file);
    const first = (await one?.claim(2)) ?? [];
    const second = (await two?.claim(2)) ?? [];
    expect([first.length, second.length]).toEqual([2, 1]);
    expect(new Set([...first, ...second].map(({ fileName }) => fileName))).toEqual(new Set(['a', 'b', 'c']));
    expect(first.every(({ state, definitionJson }) => state === 'EXTRACTING' && typeof definitionJson === 'object')).toBe(true);
    expect(await two?.claim(2)).toEqual([]);
  });

  it('has one sync of a file in work, and the next when that is over', async () => {
    const job = randomUUID();
    await add('a', job);
    database.setTestTime(after(1));
    await add('a');
    expect(await one?.claim(5)).toHaveLength(1);
    expect(await two?.claim(5)).toEqual([]);
    await database.execute(cancelFileSyncs, { jobId: job, reason: 'CANCELLED_BY_REQUEST', detail: 'x' });
    expect(await two?.claim(5)).toHaveLength(1);
  });

  it('lets many instances claim at once without two holding one file', async () => {
    for (let n = 0; n < 12; n += 1) await add(`f${n % 6}`);
    const claimed = (await Promise.all(Array.from({ length: 4 }, () => storeOf('many').claim(3)))).flat();
    expect(new Set(claimed.map(({ fileName }) => fileName)).size).toBe(claimed.length);
    expect(claimed.length).toBeLessThanOrEqual(6);
  });

  it('gives the sync of a dead holder to another when its lease has run out, and not before', async () => {
    await add('a');
    const lost = await claimOne(one);
    database.setTestTime(after(14));
    expect(await two?.claim(1)).toEqual([]);
    database.setTestTime(after(15));
    const taken = await claimOne(two);
    expect(taken.id).toBe(lost.id);
    expect(await one?.renew(lost)).toBe(false);
    expect(await two?.renew(taken)).toBe(true);
  });

  it('goes on with a lease that is renewed in time', async () => {
    await add('a');
    const lease = await claimOne(one);
    database.setTestTime(after(10));
    expect(await one?.renew(lease)).toBe(true);
    database.setTestTime(after(24));
    expect(await two?.claim(1)).toEqual([]);
  });

  it('lets a holder without the token write nothing', async () => {
    const job = randomUUID();
    await add('a', job);
    const lost = await claimOne(one);
    database.setTestTime(after(60));
    const taken = await claimOne(two);
    const before = await stateOf(job);
    expect(await one?.advance(lost, 'PROVING')).toBe(false);
    expect(await one?.fail(lost, { code: 'SOURCE_REFUSED', detail: 'x', proof: null })).toBe(false);
    await one?.noteProgress(lost, 5, 5);
    await one?.waitPending(lost, 'x', { waitMs: 1, askedMs: null });
    await one?.release(lost, 0);
    expect(await database.execute(insertLedgerEntry, { fileName: 'a', extractId: randomUUID(), partNumber: 1, rowsLoaded: 1, rowsRejected: 0, acceptedDigest: null, fileSyncId: lost.id, token: lost.token })).toBe(0);
    expect(await stateOf(job)).toEqual(before);
    expect(await two?.renew(taken)).toBe(true);
  });

  it('keeps a waiting sync out of work until it is due, or a dispatch asks again', async () => {
    const job = randomUUID();
    await add('a', job);
    await one?.waitPending(await claimOne(one), 'the date is open', { waitMs: 10_000, askedMs: null });
    expect(await stateOf(job)).toMatchObject({ state: 'PENDING', detail: 'the date is open' });
    await add('a');
    const other = await claimOne(two);
    await two?.fail(other, { code: 'SOURCE_REFUSED', detail: 'x', proof: null });
    expect(await one?.claim(1)).toEqual([]);
    await database.execute(hastenFileSyncs, { jobId: job });
    expect(await one?.claim(1)).toHaveLength(1);
  });

  it('keeps the time that a source asked for, also when a dispatch asks again', async () => {
    const job = randomUUID();
    await add('a', job);
    const hasten = (): Promise<number> => database.execute(hastenFileSyncs, { jobId: job });
    await one?.waitPending(await claimOne(one), 'the date is open', { waitMs: 10_000, askedMs: 10_000 });
    expect(await hasten()).toBe(0);
    database.setTestTime(after(10));
    const lease = await claimOne(one);
    await one?.waitExtracting(lease, { extractId: randomUUID(), revision: 1 }, 'it is being built', { waitMs: 10_000, askedMs: 10_000 });
    expect(await hasten()).toBe(0);
    database.setTestTime(after(20));
    await one?.waitExtracting(await claimOne(one), { extractId: randomUUID(), revision: 1 }, 'it is being built', { waitMs: 10_000, askedMs: null });
    expect(await hasten()).toBe(1);
  });

  it('fails with its differences', async () => {
    const job = randomUUID();
    await add('a', job);
    const difference = { kind: 'CHANGED', key: ['1'], columns: [{ name: 'x', expected: 'a', actual: null }] } as const;
    const proof = { checks: [{ check: 'rows', expected: '1', actual: '1', matched: true }], differences: [difference, difference], differencesTotal: 7 };
    expect(await one?.fail(await claimOne(one), { code: 'RECONCILIATION_MISMATCH', detail: 'x'.repeat(5000), proof })).toBe(true);
    expect(await stateOf(job)).toMatchObject({ state: 'FAILED', reason: 'RECONCILIATION_MISMATCH', result: 'MISMATCHED', differencesTotal: 7, checksJson: proof.checks });
  });

  it('succeeds from PUBLISHING only, with the counts of the database', async () => {
    const job = randomUUID();
    await add('a', job);
    const lease = await claimOne(one);
    const complete = (): Promise<number> => database.execute(completeFileSync, { ...lease, rowsLoaded: 9, partsLoaded: 2, inserted: 4, updated: 3, deleted: 2, unchanged: 2, checksJson: '[]' });
    const manifest = { extractId: randomUUID(), revision: 1, rows: 9, parts: [{}, {}] };
    expect(await complete()).toBe(0);
    expect(await one?.keepExtract(lease, { kind: 'sealed', manifest: manifest as never, jws: 'a.b.c', digest: 'd'.repeat(64) })).toBe(true);
    expect(await one?.beginLoading(lease)).toBe(true);
    expect(await one?.advance(lease, 'PUBLISHING')).toBe(false);
    expect(await one?.advance(lease, 'PROVING')).toBe(true);
    expect(await one?.advance(lease, 'PUBLISHING')).toBe(true);
    expect(await complete()).toBe(1);
    expect(await stateOf(job)).toMatchObject({ state: 'SUCCEEDED', rowsExpected: 9, rowsLoaded: 9, inserted: 4, updated: 3, deleted: 2, unchanged: 2, partsLoaded: 2 });
    expect(await complete()).toBe(0);
  });
}

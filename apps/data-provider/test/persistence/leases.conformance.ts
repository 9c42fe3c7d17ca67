import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import type { Engine } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { AnnouncementEntity, entities, ExtractEntity } from '../../src/persistence/entities/index.ts';
import { migrations } from '../../src/persistence/migrations/index.ts';
import { claimAnnouncement } from '../../src/persistence/sql/claim-announcement.sql.ts';
import { claimBuilds } from '../../src/persistence/sql/claim-builds.sql.ts';
import { failExtract } from '../../src/persistence/sql/fail-extract.sql.ts';
import { lockBusinessDate, lockOrOpenBusinessDate } from '../../src/persistence/sql/lock-business-date.sql.ts';
import { appendToManifestChain, lockManifestChain } from '../../src/persistence/sql/manifest-chain.sql.ts';
import { postponeBuild } from '../../src/persistence/sql/postpone-build.sql.ts';
import { readClock } from '../../src/persistence/sql/read-clock.sql.ts';
import { renewBuilds } from '../../src/persistence/sql/renew-builds.sql.ts';
import { sealExtract } from '../../src/persistence/sql/seal-extract.sql.ts';
import { acceptAnnouncement, postponeAnnouncement } from '../../src/persistence/sql/settle-announcement.sql.ts';
import { settleBusinessDate } from '../../src/persistence/sql/settle-business-date.sql.ts';
import { supersedeExtracts } from '../../src/persistence/sql/supersede-extracts.sql.ts';

const NOON = new Date('2026-08-04T12:00:00.000Z');
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);
const LEASE_MS = 15_000;
const [D1, D2] = ['2026-08-04', '2026-08-05'];
const sealing = { rowCount: 1, byteCount: 2, compression: 'zstd', sealedAt: NOON, manifestDigest: 'a'.repeat(64) };

/** What every engine must do with the leases of builds and announcements. Time is stepped; nothing here waits. */
export function leaseConformance(engine: Engine): void {
  let database: Database;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const fresh = await engine.freshDatabase();
    drop = () => fresh.drop();
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'conformance' });
    await database.migrate();
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  beforeEach(async () => {
    await Promise.all([database.repository(ExtractEntity).clear(), database.repository(AnnouncementEntity).clear()]);
    database.setTestTime(NOON);
  });

  const extract = async (dataset: string, businessDate: string, revision = 1): Promise<string> => {
    const id = uuidv7();
    await database.repository(ExtractEntity).insert({ id, dataset, viewName: 'default', businessDate, revision, state: 'BUILDING', builds: 0, dueAt: NOON });
    return id;
  };
  const claim = async (): Promise<{ token: string; ids: string[] }> => {
    const token = randomUUID();
    const claimed = await database.query(claimBuilds, { leaseToken: token, leaseMs: LEASE_MS });
    return { token, ids: claimed.map(({ id }) => id).sort() };
  };
  const stateOf = async (id: string): Promise<string | undefined> => (await database.repository(ExtractEntity).findOneBy({ id }))?.state;

  it('claims all that is due of the oldest date, then of the next, and nothing twice', async () => {
    const [later, a, b] = [await extract('a', D2), await extract('a', D1), await extract('b', D1)];
    expect((await claim()).ids).toEqual([a, b].sort());
    expect((await claim()).ids).toEqual([later]);
    expect((await claim()).ids).toEqual([]);
  });

  it('gives each build to one of many who claim at once', async () => {
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => extract(name, D1)));
    const claims = await Promise.all(Array.from({ length: 8 }, claim));
    expect(claims.flatMap((each) => each.ids).sort()).toEqual(ids.sort());
  });

  it('lets nobody else in until the lease has ended, and renews only what still carries the token', async () => {
    const id = await extract('a', D1);
    const first = await claim();
    database.setTestTime(after(14));
    expect(await database.execute(renewBuilds, { leaseToken: first.token, leaseMs: LEASE_MS })).toBe(1);
    database.setTestTime(after(28));
    expect((await claim()).ids).toEqual([]);
    database.setTestTime(after(29));
    const second = await claim();
    expect(second.ids).toEqual([id]);
    expect(await database.execute(renewBuilds, { leaseToken: first.token, leaseMs: LEASE_MS })).toBe(0);
  });

  it('claims of a date only what is due, and leaves the rest to its holder', async () => {
    const held = await extract('a', D1);
    const { token } = await claim();
    const due = await extract('b', D1);
    expect((await claim()).ids).toEqual([due]);
    expect(await database.execute(renewBuilds, { leaseToken: token, leaseMs: LEASE_MS })).toBe(1);
    expect(await stateOf(held)).toBe('BUILDING');
  });

  it('lets those who decide about one date take turns', async () => {
    await database.query(lockOrOpenBusinessDate, { businessDate: D2 });
    let second: Promise<{ closeNumber: number }[]> | undefined;
    await database.transaction(async (tx) => {
      await tx.query(lockBusinessDate, { businessDate: D2 });
      second = database.query(lockBusinessDate, { businessDate: D2 });
      await tx.execute(settleBusinessDate, { businessDate: D2, state: 'CLOSED', closeNumber: 7, traceparent: null });
      // Time enough for the second to answer, if it did not wait.
      for (let turn = 0; turn < 20; turn += 1) await tx.query(readClock, {});
    });
    expect(await second).toMatchObject([{ closeNumber: 7, state: 'CLOSED' }]);
  });

  it('refuses every write of who lost the lease', async () => {
    const id = await extract('a', D1);
    const { token: lost } = await claim();
    database.setTestTime(after(15));
    const { token } = await claim();
    expect(await database.execute(sealExtract, { id, leaseToken: lost, ...sealing })).toBe(0);
    expect(await database.execute(failExtract, { id, leaseToken: lost, reason: 'X', detail: 'x' })).toBe(0);
    expect(await database.execute(postponeBuild, { id, leaseToken: lost, pauseMs: 0, detail: null })).toBe(0);
    expect(await stateOf(id)).toBe('BUILDING');
    expect(await database.execute(sealExtract, { id, leaseToken: token, ...sealing })).toBe(1);
    expect(await stateOf(id)).toBe('SEALED');
  });

  it('moves an extract only as the state machine allows', async () => {
    const [one, two] = [await extract('a', D1), await extract('a', D1, 2)];
    const { token: leaseToken } = await claim();
    expect(await database.execute(supersedeExtracts, { id: two, dataset: 'a', viewName: 'default', businessDate: D1 })).toBe(0);
    expect(await database.execute(sealExtract, { id: one, leaseToken, ...sealing })).toBe(1);
    expect(await database.execute(sealExtract, { id: one, leaseToken, ...sealing })).toBe(0);
    expect(await database.execute(failExtract, { id: one, leaseToken, reason: 'X', detail: 'x' })).toBe(0);
    expect(await database.execute(sealExtract, { id: two, leaseToken, ...sealing })).toBe(1);
    expect(await database.execute(supersedeExtracts, { id: two, dataset: 'a', viewName: 'default', businessDate: D1 })).toBe(1);
    expect([await stateOf(one), await stateOf(two)]).toEqual(['SUPERSEDED', 'SEALED']);
  });

  it('gives a postponed build to anybody after its pause', async () => {
    const id = await extract('a', D1);
    const { token: leaseToken } = await claim();
    expect(await database.execute(postponeBuild, { id, leaseToken, pauseMs: 2_500, detail: 'away' })).toBe(1);
    database.setTestTime(after(2));
    expect((await claim()).ids).toEqual([]);
    database.setTestTime(after(2.5));
    expect((await claim()).ids).toEqual([id]);
  });

  it('opens a date and a chain once, however many ask at once', async () => {
    const dates = await Promise.all(Array.from({ length: 5 }, () => database.query(lockOrOpenBusinessDate, { businessDate: D1 })));
    expect(dates).toEqual(Array(5).fill([{ businessDate: D1, state: 'CLOSING', closeNumber: 0, traceparent: null }]));
    const chain = { dataset: 'a', viewName: 'default' };
    expect(await Promise.all([1, 2, 3].map(() => database.query(lockManifestChain, chain)))).toEqual(Array(3).fill([{ manifestDigest: null }]));
    await database.execute(appendToManifestChain, { ...chain, manifestDigest: 'b'.repeat(64) });
    expect(await database.query(lockManifestChain, chain)).toEqual([{ manifestDigest: 'b'.repeat(64) }]);
  });

  it('claims announcements to a receiver one by one, oldest first, and settles them only by their token', async () => {
    const ids = [uuidv7(), uuidv7()];
    await database.repository(AnnouncementEntity).insert({ id: uuidv7(), url: 'http://y', eventJson: {}, traceparent: null, state: 'PENDING', tries: 0, dueAt: NOON });
    await database.repository(AnnouncementEntity).insert(ids.map((id) => ({ id, url: 'http://x', eventJson: { id }, traceparent: null, state: 'PENDING' as const, tries: 0, dueAt: NOON })));
    const next = async (): Promise<{ token: string; id: string | undefined; tries: number | undefined }> => {
      const token = randomUUID();
      const [row] = await database.query(claimAnnouncement, { url: 'http://x', leaseToken: token, leaseMs: LEASE_MS });
      return { token, id: row?.id, tries: row?.tries };
    };
    const [first, second, none] = [await next(), await next(), await next()];
    expect([first.id, second.id, none.id]).toEqual([...ids, undefined]);
    expect(await database.execute(acceptAnnouncement, { id: ids[0] ?? '', leaseToken: second.token })).toBe(0);
    expect(await database.execute(acceptAnnouncement, { id: ids[0] ?? '', leaseToken: first.token })).toBe(1);
    expect(await database.execute(postponeAnnouncement, { id: ids[1] ?? '', leaseToken: second.token, pauseMs: 1_000, detail: '503' })).toBe(1);
    database.setTestTime(after(20));
    expect(await next()).toMatchObject({ id: ids[1], tries: 2 });
    expect((await next()).id).toBeUndefined();
  });
}

import { Database, isLockTimeout } from '@syncline/database';
import type { Engine } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { DatasetDefinition } from '../../src/catalogue/domain/dataset-definition.ts';
import { IdempotencyKey } from '../../src/idempotency/idempotency.ts';
import { AnnouncementEntity, entities, ExtractEntity, ExtractPartEntity, IdempotencyKeyEntity, ManifestEntity, RemovablePartEntity } from '../../src/persistence/entities/index.ts';
import { migrations } from '../../src/persistence/migrations/index.ts';
import { acceptDatasetVersion, lockDatasetVersion } from '../../src/persistence/sql/dataset-version.sql.ts';
import { expireExtract, releaseParts, selectExpirable } from '../../src/persistence/sql/expire-extracts.sql.ts';
import { forgetAnnouncements } from '../../src/persistence/sql/forget-announcements.sql.ts';
import { forgetIdempotencyKeys } from '../../src/persistence/sql/forget-idempotency-keys.sql.ts';
import { listExtracts } from '../../src/persistence/sql/list-extracts.sql.ts';
import { newestRevisions } from '../../src/persistence/sql/newest-revisions.sql.ts';
import { lockPartNames, selectRemovableParts, settleRemovableParts } from '../../src/persistence/sql/removable-parts.sql.ts';
import { withdrawExtracts } from '../../src/persistence/sql/withdraw-extracts.sql.ts';

const NOON = new Date('2026-08-04T12:00:00.000Z');
const days = (count: number): Date => new Date(NOON.getTime() + count * 86_400_000);
const [D1, D2] = ['2026-08-04', '2026-08-05'];
const digest = (letter: string): string => letter.repeat(64);

/** What every engine must do with what is kept: keys, versions, extracts and their files. Time is stepped; nothing here waits. */
export function keepingConformance(engine: Engine): void {
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
    for (const entity of [ExtractEntity, ExtractPartEntity, ManifestEntity, RemovablePartEntity, IdempotencyKeyEntity]) await database.repository<object>(entity).clear();
    database.setTestTime(NOON);
  });

  const extract = async (businessDate: string, revision: number, change: Partial<ExtractEntity> = {}): Promise<string> => {
    const id = uuidv7();
    await database.repository(ExtractEntity).insert({
      id, dataset: 'a', viewName: 'default', businessDate, revision, state: 'SEALED', builds: 1, dueAt: NOON, compression: 'zstd', sealedAt: NOON, manifestDigest: digest('a'), ...change,
    });
    return id;
  };
  const expirable = async (keepDays: number | null, keepSupersededDays: number | null): Promise<string[]> =>
    (await database.query(selectExpirable, { keepDays, keepSupersededDays, count: 10 })).map(({ id }) => id);

  const key = (body: object, scope = 'k'): IdempotencyKey => new IdempotencyKey({ caller: { issuer: 'urn:a', subject: 'b' }, route: 'POST /x', key: scope, body });

  it('keeps a key with what it made, for all who use it at the same moment', async () => {
    const id = uuidv7();
    const use = (): Promise<string | null> => database.transaction(async (tx) => {
      const first = await key({ n: 1 }).firstAnswer(tx);
      if (first === null) await key({ n: 1 }).answer(tx, id);
      return first;
    });
    const answers = await Promise.all(Array.from({ length: 6 }, use));
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(answers.filter((answer) => answer === id)).toHaveLength(5);
    await expect(database.transaction((tx) => key({ n: 2 }).firstAnswer(tx))).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(database.transaction(async (tx) => [await key({}, 'free').firstAnswer(tx), await Promise.reject(new Error('refused'))])).rejects.toThrow('refused');
    expect(await database.transaction((tx) => key({ other: true }, 'free').firstAnswer(tx))).toBeNull();
  });

  it('forgets keys after their days, and not before', async () => {
    await database.transaction((tx) => key({}).firstAnswer(tx));
    database.setTestTime(days(30.9));
    expect(await database.execute(forgetIdempotencyKeys, { days: 31 })).toBe(0);
    database.setTestTime(days(31.1));
    expect(await database.execute(forgetIdempotencyKeys, { days: 31 })).toBe(1);
  });

  it('forgets what was announced long ago, and never what was not accepted', async () => {
    const outbox = database.repository(AnnouncementEntity);
    await outbox.insert((['ACCEPTED', 'PENDING'] as const).map((state) => ({ id: uuidv7(), url: 'http://x', eventJson: {}, traceparent: null, state, tries: 1, dueAt: NOON })));
    database.setTestTime(days(30.9));
    expect(await database.execute(forgetAnnouncements, { days: 31 })).toBe(0);
    database.setTestTime(days(31.1));
    expect(await database.execute(forgetAnnouncements, { days: 31 })).toBe(1);
    expect(await outbox.find()).toMatchObject([{ state: 'PENDING' }]);
  });

  it('shows what was served last, and lets those who would serve it take turns', async () => {
    const raise = (): Promise<number> => database.transaction(async (tx) => {
      const [served] = await tx.query(lockDatasetVersion, { dataset: 'cities' });
      const version = (served?.version ?? -1) + 1;
      await tx.execute(acceptDatasetVersion, { dataset: 'cities', version, shapeDigest: digest('b'), definition: JSON.stringify({ name: 'cities', version }) });
      return version;
    });
    expect((await Promise.all(Array.from({ length: 5 }, raise))).sort()).toEqual([1, 2, 3, 4, 5]);
    const [served] = await database.query(lockDatasetVersion, { dataset: 'cities' });
    expect(served).toEqual({ version: 5, definitionJson: { name: 'cities', version: 5 } as DatasetDefinition });
  });

  it('tells of the newest revisions which were withdrawn and which have expired', async () => {
    await extract(D1, 1);
    const two = await extract(D1, 2);
    const other = await extract(D1, 1, { dataset: 'b' });
    expect(await database.execute(withdrawExtracts, { ids: JSON.stringify([other]) })).toBe(1);
    expect(await database.execute(withdrawExtracts, { ids: JSON.stringify([other]) })).toBe(0);
    await database.execute(expireExtract, { id: two });
    expect(await database.query(newestRevisions, { businessDate: D1 })).toMatchObject([
      { id: two, revision: 2, isWithdrawn: false, isExpired: true }, { id: other, revision: 1, isWithdrawn: true, isExpired: false },
    ]);
    const visible = JSON.stringify([{ dataset: 'a', view: 'default' }]);
    expect((await database.query(listExtracts, { visible, dataset: null, businessDate: null, before: null, limit: 10 })).map(({ revision }) => revision)).toEqual([1]);
  });

  it('gives up what is old, but never the newest date of a view', async () => {
    const old = await extract(D1, 1);
    await extract(D2, 1);
    await extract(D1, 1, { viewName: 'short' });
    await extract(D1, 2, { state: 'FAILED', reason: 'X', sealedAt: null, manifestDigest: null });
    database.setTestTime(days(10));
    expect(await expirable(11, null)).toEqual([]);
    expect(await expirable(9, null)).toEqual([old]);
    expect(await expirable(null, null)).toEqual([]);
  });

  it('gives up a superseded revision by the age of what superseded it, also of the newest date', async () => {
    const two = await extract(D1, 2, { sealedAt: days(5) });
    const one = await extract(D1, 1, { state: 'SUPERSEDED', supersededBy: two });
    database.setTestTime(days(8));
    expect(await expirable(null, 3.5)).toEqual([]);
    expect(await expirable(null, 2.5)).toEqual([one]);
    expect(await expirable(7, null)).toEqual([one]);
  });

  it('expires once, and takes manifest and names of files with it', async () => {
    const [one, two] = [await extract(D1, 1), await extract(D2, 1)];
    const part = (extractId: string, partNumber: number, storedDigest: string): object => ({ extractId, partNumber, storedDigest, storedBytes: 1 });
    await database.repository<object>(ExtractPartEntity).insert([part(one, 1, digest('c')), part(one, 2, digest('d')), part(one, 3, digest('d')), part(two, 1, digest('d'))]);
    await database.repository(ManifestEntity).insert({ extractId: one, jwsJson: 'x' });
    const expire = (): Promise<number> => database.transaction(async (tx) => {
      const changed = await tx.execute(expireExtract, { id: one });
      if (changed > 0) await tx.execute(releaseParts, { id: one, compression: 'zstd' });
      return changed;
    });
    expect((await Promise.all([expire(), expire()])).sort()).toEqual([0, 1]);
    expect(await database.repository(ManifestEntity).count()).toBe(0);
    expect(await database.query(selectRemovableParts, { count: 10 })).toEqual([
      { storedDigest: digest('c'), compression: 'zstd', isNamed: false }, { storedDigest: digest('d'), compression: 'zstd', isNamed: true },
    ]);
    expect(await database.execute(settleRemovableParts, { parts: JSON.stringify([{ storedDigest: digest('c'), compression: 'zstd' }, { storedDigest: digest('d'), compression: 'gzip' }]) })).toBe(1);
  });

  it('locks the names of files against who is about to name one, and does not wait for him', async () => {
    await database.transaction(async (tx) => {
      await tx.manager.insert(ExtractPartEntity, { extractId: uuidv7(), partNumber: 1, storedDigest: digest('e'), storedBytes: 1 });
      const refused = await database.transaction((other) => other.execute(lockPartNames, {})).catch((error: unknown) => error);
      expect(isLockTimeout(refused)).toBe(true);
    });
    await database.transaction((tx) => tx.execute(lockPartNames, {}));
  });
}

import { freshDatabase } from '@syncline/test-kit';
import type { FreshDatabase } from '@syncline/test-kit';
import { Database, migration, pendingSchemaChanges, statement } from '../src/index.ts';
import type { MigrationClass } from '../src/index.ts';
import { Counter, createCounters } from './counter.ts';

const slow = migration({
  name: 'AddSlowly1790000000002',
  postgres: ['SELECT pg_sleep(0.3)', 'CREATE TABLE slowly (n int)', 'INSERT INTO slowly VALUES (1)'],
  oracle: ['CREATE TABLE slowly (n NUMBER)'],
});
const broken = migration({
  name: 'Break1790000000003',
  postgres: ['CREATE TABLE half (n int)', 'SELECT 1 / 0'],
  oracle: ['CREATE TABLE half (n NUMBER)'],
});
const count = statement<object, { n: number }>({ name: 'count', postgres: 'SELECT COUNT(*) AS n FROM slowly', oracle: 'SELECT COUNT(*) AS n FROM slowly' });

let fresh: FreshDatabase;
const opened: Database[] = [];
const open = async (...migrations: MigrationClass[]): Promise<Database> => {
  const database = await Database.open({ url: fresh.url, entities: [Counter], migrations, applicationName: 'migrations-spec', poolSize: 2, statementTimeoutMs: 250, lockTimeoutMs: 100 });
  opened.push(database);
  return database;
};

beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await fresh.drop();
});

describe('migrate', () => {
  it('runs what has not run, in order, once, whatever the statement timeout', async () => {
    const database = await open(slow, createCounters);
    await expect(database.schemaState()).resolves.toEqual({ missing: ['CreateCounters1790000000001', 'AddSlowly1790000000002'] });
    await expect(database.migrate()).resolves.toEqual(['CreateCounters1790000000001', 'AddSlowly1790000000002']);
    await expect(database.schemaState()).resolves.toBe('current');
    await expect(database.migrate()).resolves.toEqual([]);
  });

  it('is safe for two at once: one runs them, the other waits and finds nothing to do', async () => {
    const [one, two] = [await open(createCounters, slow), await open(createCounters, slow)];
    const ran = await Promise.all([one.migrate(), two.migrate()]);
    expect(ran.map((names) => names.length).sort()).toEqual([0, 2]);
    await expect(one.query(count, {})).resolves.toEqual([{ n: 1 }]);
  });

  it('leaves nothing of a migration that failed, and what ran before it stays', async () => {
    const database = await open(createCounters, broken);
    await expect(database.migrate()).rejects.toThrow('division by zero');
    await expect(database.schemaState()).resolves.toEqual({ missing: ['Break1790000000003'] });
    await expect(database.dataSource.query('SELECT * FROM half')).rejects.toThrow('does not exist');
    // The lock is free again: the mended program goes on from there.
    const mended = await open(createCounters, slow);
    await expect(mended.migrate()).resolves.toEqual(['AddSlowly1790000000002']);
  });

  it('shows an old program that the schema is newer', async () => {
    await (await open(createCounters, slow)).migrate();
    const old = await open(createCounters);
    await expect(old.schemaState()).resolves.toEqual({ unknown: ['AddSlowly1790000000002'] });
  });

  it('keeps the statement timeout for everything else', async () => {
    const database = await open(createCounters, slow);
    await database.migrate();
    await expect(database.dataSource.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
  });
});

describe('pendingSchemaChanges', () => {
  it('is empty when migrations and entities agree', async () => {
    const database = await open(createCounters);
    await database.migrate();
    await expect(pendingSchemaChanges(database)).resolves.toEqual([]);
  });

  it.each([
    ['a column that only the entity has', 'ALTER TABLE counters DROP COLUMN due_at', /ADD "due_at"/],
    ['another length', 'ALTER TABLE counters ALTER COLUMN name TYPE varchar(50)', /"name"/],
    ['an index of another name', 'ALTER INDEX ix_counters_due RENAME TO ix_other', /CREATE INDEX "ix_counters_due"/],
    ['another nullability', 'ALTER TABLE counters ALTER COLUMN amount DROP NOT NULL', /"amount" SET NOT NULL/],
  ])('shows %s', async (_, ddl, expected) => {
    const database = await open(createCounters);
    await database.migrate();
    await database.dataSource.query(ddl);
    expect((await pendingSchemaChanges(database)).join('\n')).toMatch(expected);
  });
});

describe('migration', () => {
  it.each(['createRuns', 'CreateRuns', 'CreateRuns12', 'create_runs_1790000000001'])('refuses the name %s', (name) => {
    expect(() => migration({ name, postgres: [], oracle: [] })).toThrow('must be words and 13 digits');
  });

  it('shows its texts, for the tests of their grammar', () => {
    expect(createCounters.spec.oracle[0]).toContain('VARCHAR2(36)');
  });

  it('is not taken back', async () => {
    await expect(new createCounters().down(undefined as never)).rejects.toThrow('goes forward');
  });
});

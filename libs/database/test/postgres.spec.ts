import { eventually, freshDatabase } from '@syncline/test-kit';
import type { FreshDatabase } from '@syncline/test-kit';
import { CommitOutcomeUnknownError, Database, isLockTimeout, statement, TransactionRolledBackError } from '../src/index.ts';

// PostgreSQL only: how this engine's connections, types and commits behave.

const anyRow = (name: string, postgres: string) => statement<object, Record<string, unknown>>({ name, postgres, oracle: 'SELECT 1 FROM dual' });

let fresh: FreshDatabase;
let database: Database;
const poolErrors: Error[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  const url = new URL(fresh.url);
  url.searchParams.set('options', '-c work_mem=5MB');
  database = await Database.open({
    url: url.toString(), entities: [], migrations: [], applicationName: 'postgres-spec', statementTimeoutMs: 1_500, poolSize: 4,
    onPoolError: (error) => poolErrors.push(error),
  });
});
afterAll(async () => {
  await database.close();
  await database.close(); // twice is once
  await fresh.drop();
});

describe('a session on PostgreSQL', () => {
  it('lives in UTC, under its name, with timeouts, and keeps what the URL sets', async () => {
    const settings = anyRow('settings', `SELECT current_setting('TimeZone') AS zone, current_setting('application_name') AS name,
      current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('work_mem') AS memory`);
    await expect(database.query(settings, {})).resolves.toEqual([
      { zone: 'UTC', name: 'postgres-spec', statement: '1500ms', idle: '1500ms', memory: '5MB' },
    ]);
  });

  it('reads 64-bit integers as numbers, decimals and dates as text', async () => {
    const values = anyRow('values', `SELECT 9007199254740991::int8 AS big, 1.50::numeric AS amount, DATE '2026-08-04' AS day, '{"a": 1}'::jsonb AS data_json`);
    await expect(database.query(values, {})).resolves.toEqual([{ big: 9007199254740991, amount: '1.50', day: '2026-08-04', dataJson: { a: 1 } }]);
  });

  it('refuses a 64-bit integer that a number cannot hold, and goes on', async () => {
    await expect(database.query(anyRow('too-big', 'SELECT 9007199254740993::int8 AS big'), {})).rejects.toThrow('above 2^53');
    await expect(database.query(anyRow('one', 'SELECT 1 AS n'), {})).resolves.toEqual([{ n: 1 }]);
  });

  it('ends a statement that runs too long', async () => {
    await expect(database.query(anyRow('slow', 'SELECT pg_sleep(30)'), {})).rejects.toThrow('statement timeout');
  });

  it('survives the death of an idle connection', async () => {
    const kill = anyRow('kill', `SELECT pg_terminate_backend(pid) AS is_ended FROM pg_stat_activity WHERE application_name = 'postgres-spec' AND pid <> pg_backend_pid()`);
    await Promise.all([1, 2, 3].map(() => database.query(anyRow('wait', 'SELECT pg_sleep(0.05)'), {})));
    const ended = await database.query(kill, {});
    expect(ended.length).toBeGreaterThan(0);
    // Told to the pool, not thrown at anybody; until then the pool may still hand out the dead connection.
    await eventually(() => expect(poolErrors).toHaveLength(ended.length));
    await expect(database.query(anyRow('one', 'SELECT 1 AS n'), {})).resolves.toEqual([{ n: 1 }]);
  });
});

describe('a session that others may block', () => {
  const held = anyRow('hold', 'SELECT n FROM held FOR UPDATE');
  let impatient: Database;
  beforeAll(async () => {
    await database.execute(anyRow('table', 'CREATE TABLE held AS SELECT 1 AS n'), {});
    impatient = await Database.open({ url: fresh.url, entities: [], migrations: [], applicationName: 'impatient', lockTimeoutMs: 200, idleInTransactionTimeoutMs: 400 });
  });
  afterAll(() => impatient.close());

  it('waits for a lock no longer than it is told, and tries no second time', async () => {
    let attempts = 0;
    await database.transaction(async (tx) => {
      await tx.query(held, {});
      const waiting = impatient.transaction((other) => ((attempts += 1), other.query(held, {})));
      expect(isLockTimeout(await waiting.catch((error: unknown) => error))).toBe(true);
    });
    expect(attempts).toBe(1);
  });

  it('loses a transaction in which it says nothing, and its locks with it', async () => {
    const frozen = impatient.transaction(async (tx) => {
      await tx.query(held, {});
      await database.query(held, {});
    });
    await expect(frozen).rejects.toThrow();
    await expect(database.query(held, {})).resolves.toHaveLength(1);
  });
});

describe('a commit on PostgreSQL', () => {
  it('is not believed when a failed statement was ignored', async () => {
    await expect(
      database.transaction(async (tx) => {
        await tx.execute(anyRow('broken', 'SELECT 1 / 0'), {}).catch(() => undefined);
      }),
    ).rejects.toThrow(TransactionRolledBackError);
  });

  it('that the server refuses is the refusal', async () => {
    await database.execute(anyRow('table', 'CREATE TABLE once (n int CONSTRAINT uq_once UNIQUE DEFERRABLE INITIALLY DEFERRED)'), {});
    const twice = database.transaction(async (tx) => {
      await tx.execute(anyRow('first', 'INSERT INTO once VALUES (1)'), {});
      await tx.execute(anyRow('second', 'INSERT INTO once VALUES (1)'), {});
    });
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    await expect(database.query(anyRow('read', 'SELECT * FROM once'), {})).resolves.toEqual([]);
  });

  it('whose answer never came is unknown, and not tried again', async () => {
    // A deferred trigger keeps the commit busy until its own connection is ended.
    for (const ddl of [
      'CREATE TABLE slow (n int)',
      `CREATE FUNCTION end_myself() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
      'CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_myself()',
    ]) {
      await database.execute(anyRow('ddl', ddl), {});
    }
    let attempts = 0;
    await expect(
      database.transaction(async (tx) => {
        attempts += 1;
        await tx.execute(anyRow('insert', 'INSERT INTO slow VALUES (1)'), {});
      }),
    ).rejects.toThrow(CommitOutcomeUnknownError);
    expect(attempts).toBe(1);
    await expect(database.query(anyRow('one', 'SELECT 1 AS n'), {})).resolves.toEqual([{ n: 1 }]);
  });

  it('is serialised again after a conflict', async () => {
    await database.execute(anyRow('table', 'CREATE TABLE account AS SELECT 0 AS balance'), {});
    let attempts = 0;
    await database.transaction(async (tx) => {
      await tx.execute(anyRow('level', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'), {});
      await tx.query(anyRow('read', 'SELECT balance FROM account'), {});
      if ((attempts += 1) === 1) await database.execute(anyRow('other', 'UPDATE account SET balance = balance + 1'), {});
      await tx.execute(anyRow('write', 'UPDATE account SET balance = balance + 1'), {});
    });
    expect(attempts).toBe(2);
    await expect(database.query(anyRow('sum', 'SELECT balance FROM account'), {})).resolves.toEqual([{ balance: 2 }]);
  });
});

it('fails to open when nothing listens', async () => {
  await expect(
    Database.open({ url: 'postgres://nobody@127.0.0.1:1/none', entities: [], migrations: [], applicationName: 'x' }),
  ).rejects.toThrow('ECONNREFUSED');
});

it('refuses a URL of an engine that it does not know', async () => {
  await expect(Database.open({ url: 'mysql://x', entities: [], migrations: [], applicationName: 'x' })).rejects.toThrow('begins with postgres:// or oracle://');
});

describe('statements that are used often', () => {
  let single: Database;
  beforeEach(async () => {
    single = await Database.open({ url: fresh.url, entities: [], migrations: [], applicationName: 'prepared-spec', poolSize: 1 });
    await single.execute(anyRow('reset', 'DROP TABLE IF EXISTS things'), {});
    await single.execute(anyRow('make', 'CREATE TABLE things AS SELECT 1::int4 AS n'), {});
  });
  afterEach(() => single.close());
  const kept = anyRow('kept', 'SELECT statement FROM pg_prepared_statements');
  const seven = async (work: () => Promise<unknown>): Promise<void> => {
    for (let use = 0; use < 7; use += 1) await work();
  };

  it('are kept prepared by the server; those made for one use are not', async () => {
    const often = anyRow('often', 'SELECT n FROM things WHERE n = :n');
    await seven(() => single.query(often, { n: 1 }));
    await seven(() => single.query(anyRow('once', 'SELECT n FROM things WHERE n = :n'), { n: 1 }));
    await expect(single.query(kept, {})).resolves.toEqual([{ statement: 'SELECT n FROM things WHERE n = $1' }]);
  });

  it.each(['ALTER TABLE things ALTER COLUMN n TYPE text', 'DISCARD ALL'])('go on, alone and in a transaction, after %s', async (change) => {
    const often = anyRow('often', 'SELECT n FROM things');
    await seven(() => single.query(often, {}));
    await single.execute(anyRow('change', change), {});
    await expect(single.query(often, {})).resolves.toHaveLength(1);
    await seven(() => single.query(often, {}));
    await single.execute(anyRow('change-back', change.replace('TYPE text', 'TYPE int4 USING n::int4')), {});
    let attempts = 0;
    const within = single.transaction(async (tx) => {
      attempts += 1;
      return tx.query(often, {});
    });
    await expect(within).resolves.toHaveLength(1);
    expect(attempts).toBe(2);
  });
});

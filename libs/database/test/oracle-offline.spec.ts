import { randomUUID } from 'node:crypto';
import oracledb from 'oracledb';
import { fetchTypeHandler, oracleBind } from '../src/driver/oracle-connection.ts';
import { statement } from '../src/index.ts';
import { addToCounter, countDue, Counter } from './counter.ts';
import { openOfflineOracle } from './oracle-offline.ts';
import type { OfflineOracle } from './oracle-offline.ts';

// No Oracle here: this shows what would be sent to one. The conformance suite runs against a live one (ORACLE_TEST_URL).

let oracle: OfflineOracle;
beforeEach(async () => {
  oracle = await openOfflineOracle();
  oracle.calls.length = 0;
  oracle.connections.closed = 0;
});
afterEach(() => oracle.database.close());

describe('Oracle, offline', () => {
  it('reads user, password and service out of the URL', () => {
    expect(oracle.poolOptions).toMatchObject({
      user: 'app', password: 'se/cret', connectString: 'db.example:1522/SYNCLINE?connect_timeout=10', poolMax: 10,
    });
  });

  it('prepares every session: UTC, binary order, a point in decimals', async () => {
    const texts: string[] = [];
    const connection = { execute: (sql: string) => Promise.resolve(texts.push(sql)) };
    const callback = oracle.poolOptions['sessionCallback'] as (connection: object, tag: string, done: (error?: Error) => void) => void;
    await new Promise<void>((resolve, reject) => callback(connection, '', (error) => (error ? reject(error) : resolve())));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/TIME_ZONE = '\+00:00' NLS_SORT = 'BINARY' NLS_COMP = 'BINARY' NLS_NUMERIC_CHARACTERS = '\.,'/);
    expect(connection).toMatchObject({ callTimeout: 60_000, module: 'offline' });
  });

  it('runs one text by itself, with its binds by name', async () => {
    oracle.answer = () => ({ rows: [{ DUE: 3, NOW: new Date(0) }] });
    await expect(oracle.database.query(countDue, {})).resolves.toEqual([{ due: 3, now: new Date(0) }]);
    expect(oracle.calls).toEqual([{ sql: String(countDue.oracle).replace(':now', ':b_now'), binds: { b_now: null }, autoCommit: true }]);
    expect(oracle.connections).toEqual({ closed: 1, committed: 0 });
  });

  it('runs several texts in one transaction, each with the binds it names', async () => {
    oracle.answer = (sql) => (sql.startsWith('UPDATE') ? { rowsAffected: 1 } : { rows: [{ AMOUNT: 3 }] });
    await expect(oracle.database.query(addToCounter, { id: 'a', seen: 1, more: 2 })).resolves.toEqual([{ amount: 3 }]);
    expect(oracle.calls.map(({ sql, autoCommit }) => [sql.split(' ')[0], autoCommit])).toEqual([['SET', false], ['UPDATE', false], ['SELECT', false]]);
    expect(oracle.calls[2]?.binds).toEqual({ b_id: 'a', b_seen: 1, b_more: 2 });
    expect(oracle.connections.committed).toBe(1);
  });

  it('counts the rows that changed', async () => {
    oracle.answer = () => ({ rowsAffected: 4 });
    const touch = statement({ name: 'touch', postgres: 'SELECT 1', oracle: 'UPDATE counters SET amount = 1' });
    await expect(oracle.database.execute(touch, {})).resolves.toBe(4);
  });

  it('emits the DDL of a migration, and what is there already is passed over', async () => {
    oracle.answer = (sql) => {
      if (sql.startsWith('CREATE INDEX')) throw Object.assign(new Error('ORA-00955'), { errorNum: 955 });
      return { rows: [] };
    };
    await expect(oracle.database.migrate()).resolves.toEqual(['CreateCounters1790000000001']);
    const sent = oracle.calls.map(({ sql }) => sql).join('\n');
    expect(sent).toMatch(/DBMS_LOCK\.REQUEST[\s\S]*CREATE TABLE "SCHEMA_MIGRATIONS"[\s\S]*CREATE TABLE counters[\s\S]*INSERT INTO "SCHEMA_MIGRATIONS"[\s\S]*DBMS_LOCK\.RELEASE/);
  });

  it('stops a migration at any other error', async () => {
    oracle.answer = (sql) => {
      if (sql.startsWith('CREATE INDEX')) throw Object.assign(new Error('ORA-01654: no space'), { errorNum: 1654 });
      return { rows: [] };
    };
    await expect(oracle.database.migrate()).rejects.toThrow('no space');
  });

  it('would make tables from the entities that fold like the statements: upper case, types of Oracle', async () => {
    const { upQueries } = await oracle.database.dataSource.driver.createSchemaBuilder().log();
    const ddl = upQueries.map(({ query }) => query).join('\n');
    expect(ddl).toContain('CREATE TABLE "COUNTERS" ("ID" varchar2(36) NOT NULL, "NAME" varchar2(100) NOT NULL');
    expect(ddl).toContain('"DATA_JSON" clob');
    expect(ddl).toContain('CONSTRAINT "PK_COUNTERS" PRIMARY KEY ("ID")');
    expect(ddl).toContain('CREATE INDEX "IX_COUNTERS_DUE" ON "COUNTERS" ("DUE_AT")');
  });

  it('inserts an entity under the names of the table', async () => {
    await oracle.database.repository(Counter).insert({ id: randomUUID(), name: 'n', amount: 1, businessDate: null, dueAt: null, data: null, isOpen: true });
    expect(oracle.calls.find(({ sql }) => sql.startsWith('INSERT'))?.sql).toContain('INSERT INTO "COUNTERS"("ID", "NAME", "AMOUNT", "BUSINESS_DATE", "DUE_AT", "DATA_JSON", "IS_OPEN")');
  });
});

describe('the types of Oracle', () => {
  it('binds booleans as 0 and 1, big integers as text, long texts as CLOB', () => {
    expect(oracleBind(true)).toBe(1);
    expect(oracleBind(false)).toBe(0);
    expect(oracleBind(12345678901234567890n)).toEqual({ val: '12345678901234567890', type: oracledb.DB_TYPE_VARCHAR });
    expect(oracleBind('ä'.repeat(2000))).toBe('ä'.repeat(2000));
    expect(oracleBind('ä'.repeat(2001))).toMatchObject({ type: oracledb.DB_TYPE_CLOB });
  });

  const fetched = (dbType: unknown, scale: number, value: unknown): unknown =>
    fetchTypeHandler({ name: 'X', dbType, scale } as never)?.converter?.(value);

  it.each([
    ['a count', oracledb.DB_TYPE_NUMBER, 0, '42', 42],
    ['an expression without a declared scale', oracledb.DB_TYPE_NUMBER, -127, '7', 7],
    ['a fraction without a declared scale', oracledb.DB_TYPE_NUMBER, -127, '.71', '.71'],
    ['a decimal', oracledb.DB_TYPE_NUMBER, 2, '5', '5'],
    ['nothing', oracledb.DB_TYPE_NUMBER, 0, null, null],
    ['a date', oracledb.DB_TYPE_DATE, 0, new Date(2026, 7, 4), '2026-08-04'],
  ])('reads %s', (_, dbType, scale, value, expected) => {
    expect(fetched(dbType, scale, value)).toBe(expected);
  });

  it('refuses an integer that a number cannot hold', () => {
    expect(() => fetched(oracledb.DB_TYPE_NUMBER, 0, '9007199254740993')).toThrow('above 2^53');
  });
});

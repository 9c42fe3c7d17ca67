import { buffer } from 'node:stream/consumers';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withClient } from '@syncline/local-postgres';
import { freshDatabase, type FreshDatabase } from '@syncline/test-kit';
import {
  canonicalExpression, controlTotalExpression, encodeRow, instantFromLocal, keyOrder, keyRangeCondition, parseColumnType, targetColumnType, textLiteral, unrepresentable,
  valueExpression, type ColumnType,
} from '../src/index.ts';
import { vectors } from './vectors.ts';

/** A column of the source that holds more than the contract allows. */
const WIDE: Readonly<Record<ColumnType['kind'], string>> = {
  string: 'text', json: 'text', integer: 'numeric', bigint: 'numeric', decimal: 'numeric', boolean: 'boolean', date: 'date', timestamp: 'timestamptz',
};
const wideType = (type: string): string => WIDE[parseColumnType(type).kind];

/** Nothing that a session may be set to changes the form: a zone that skipped a day, dates the other way round, few digits. */
const STRANGE_SETTINGS = "SET TimeZone = 'Pacific/Apia'; SET DateStyle = 'German'; SET extra_float_digits = -15; SET IntervalStyle = 'sql_standard'";

const values = async (client: Client, text: string, binds: unknown[] = []): Promise<unknown[]> =>
  (await client.query({ text, values: binds, rowMode: 'array' })).rows.map(([value]) => value);

const copyOut = async (client: Client, select: string): Promise<string> =>
  (await buffer(client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`)))).toString('utf8');

describe('the vectors of the canonical form, in PostgreSQL', () => {
  let database: FreshDatabase;
  const session = <T>(work: (client: Client) => Promise<T>): Promise<T> => withClient(database.url, work);
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  /** The value as a source holds it, then judged under strange settings. Undefined: not even the source can hold it. */
  const judge = (type: string, input: string): Promise<{ isRefused: boolean; text: string | null } | undefined> => session(async (client) => {
    const column = { type, nullable: false };
    await client.query(`CREATE TEMP TABLE source (v ${wideType(type)})`);
    try {
      await client.query(`INSERT INTO source VALUES (CAST($1::text AS ${wideType(type)}))`, [input]);
    } catch {
      return undefined;
    }
    await client.query(STRANGE_SETTINGS);
    const [isRefused] = await values(client, `SELECT COALESCE(${unrepresentable('postgres', column, 'v')}, false) FROM source`);
    const [text] = isRefused ? [null] : await values(client, `SELECT ${canonicalExpression('postgres', column, 'v')} FROM source`);
    return { isRefused: isRefused === true, text: text as string | null };
  });

  it('says every value as TypeScript does, whatever the session is set to', async () => {
    for (const { type, input, canonical } of vectors.values.filter((vector) => vector.canonical !== undefined)) {
      expect({ type, input, ...(await judge(type, input)) }).toEqual({ type, input, isRefused: false, text: canonical });
    }
  });

  it('refuses every value that TypeScript refuses', async () => {
    for (const { type, input } of vectors.values.filter((vector) => vector.refused !== undefined)) {
      expect({ type, input, isRefused: (await judge(type, input))?.isRefused ?? true }).toEqual({ type, input, isRefused: true });
    }
  });

  it('refuses NULL only where the contract does', () => session(async (client) => {
    for (const type of ['string(4)', 'integer', 'bigint', 'decimal(4,2)', 'boolean', 'date', 'timestamp(3)', 'json']) {
      const of = (nullable: boolean): string => `COALESCE(${unrepresentable('postgres', { type, nullable }, 'v')}, false)`;
      await client.query(`CREATE TEMP TABLE source (v ${wideType(type)}); INSERT INTO source VALUES (NULL)`);
      expect(await values(client, `SELECT ${of(true)} FROM source UNION ALL SELECT ${of(false)} FROM source`)).toEqual([false, true]);
      expect(await values(client, `SELECT ${canonicalExpression('postgres', { type }, 'v')} FROM source`)).toEqual([null]);
      await client.query('DROP TABLE source');
    }
  }));

  it('reads a timestamp without a zone as UTC', () => session(async (client) => {
    await client.query(`CREATE TEMP TABLE source AS SELECT timestamp '2026-08-04 17:30:00.5' AS v; ${STRANGE_SETTINGS}`);
    const text = canonicalExpression('postgres', { type: 'timestamp(1)' }, instantFromLocal('postgres', 'v'));
    expect(await values(client, `SELECT ${text} FROM source`)).toEqual(['2026-08-04T17:30:00.5Z']);
  }));

  it('COPY writes every row as TypeScript does', () => session(async (client) => {
    for (const { fields, csv } of vectors.rows) {
      const literals = fields.map((field) => `CAST(${field === null ? 'NULL' : textLiteral(field)} AS text)`);
      expect(await copyOut(client, `SELECT ${literals.join(', ')}`)).toBe(csv);
      expect(encodeRow(fields)).toBe(csv);
    }
  }));

  it('orders keys as TypeScript does', () => session(async (client) => {
    for (const { type, sorted } of vectors.order) {
      const key = [{ column: { type }, sqlName: 'source.v' }];
      // A source may sort its text as a dictionary does.
      const collation = wideType(type) === 'text' ? 'COLLATE "en-x-icu"' : '';
      await client.query(`CREATE TEMP TABLE source (v ${wideType(type)} ${collation})`);
      await client.query(`INSERT INTO source SELECT CAST(t AS ${wideType(type)}) FROM unnest($1::text[]) AS t ORDER BY md5(t)`, [sorted]);
      expect(await values(client, `SELECT ${canonicalExpression('postgres', { type }, 'v')} FROM source ORDER BY ${keyOrder('postgres', key)}`)).toEqual(sorted);
      for (const [index, text] of sorted.entries()) {
        const range = keyRangeCondition('postgres', key, { after: [textLiteral(text)] });
        expect(await values(client, `SELECT count(*)::int FROM source WHERE ${range}`)).toEqual([sorted.length - index - 1]);
      }
      await client.query('DROP TABLE source');
    }
  }));

  it('does not order by an output column of the same name', () => {
    expect(() => keyOrder('postgres', [{ column: { type: 'integer' }, sqlName: 'v' }])).toThrow('must be qualified');
    expect(() => keyOrder('postgres', [{ column: { type: 'integer' }, sqlName: '"v"' }])).toThrow('must be qualified');
  });

  it('takes the rows between two keys of several columns', () => session(async (client) => {
    await client.query(`CREATE TEMP TABLE source AS SELECT a::text, b FROM unnest(ARRAY['a','B','b']) a, generate_series(8, 11) b`);
    const key = [{ column: { type: 'string(5)' }, sqlName: 'source.a' }, { column: { type: 'integer' }, sqlName: 'source.b' }];
    const range = keyRangeCondition('postgres', key, { after: ["'B'", "'9'"], upTo: ["'a'", "'10'"] });
    expect(await values(client, `SELECT a || b FROM source WHERE ${range} ORDER BY ${keyOrder('postgres', key)}`)).toEqual(['B10', 'B11', 'a8', 'a9', 'a10']);
  }));

  it('computes control totals', () => session(async (client) => {
    for (const { type, values: texts, ...totals } of vectors.totals) {
      await client.query(`CREATE TEMP TABLE source (v ${wideType(type)})`);
      await client.query(`INSERT INTO source SELECT CAST(t AS ${wideType(type)}) FROM unnest($1::text[]) AS t`, [texts]);
      await client.query(STRANGE_SETTINGS);
      for (const [kind, expected] of Object.entries(totals)) {
        const [actual] = await values(client, `SELECT ${controlTotalExpression('postgres', kind as 'sum', { type }, 'v')} FROM source`);
        expect({ type, kind, total: actual }).toEqual({ type, kind, total: expected });
      }
      await client.query('DROP TABLE source');
      await client.query('RESET ALL');
    }
  }));

  it('a target holds every value and gives it back', () => session(async (client) => {
    await client.query(STRANGE_SETTINGS);
    for (const { type, canonical = '' } of vectors.values.filter((vector) => vector.canonical !== undefined)) {
      await client.query(`CREATE TEMP TABLE target (v ${targetColumnType('postgres', { type })})`);
      await client.query(`INSERT INTO target VALUES (${valueExpression('postgres', { type }, '$1')})`, [canonical]);
      expect(await values(client, `SELECT ${canonicalExpression('postgres', { type }, 'v')} FROM target`)).toEqual([canonical]);
      await client.query('DROP TABLE target');
    }
  }));
});

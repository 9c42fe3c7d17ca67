import { buffer } from 'node:stream/consumers';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withClient } from '@syncline/local-postgres';
import { freshDatabase, type FreshDatabase } from '@syncline/test-kit';
import {
  canonicalExpression, copyExpression, instantFromLocal, isReadableAs, parseColumnType, postgresPhysicalType, targetColumnType, targetPhysicalType, unrepresentable,
  unrepresentableCount, type ColumnType, type PhysicalType,
} from '../src/index.ts';
import { vectors } from './vectors.ts';

/** Types in which a source may hold values of a contract's type. */
const HELD_AS: Readonly<Record<ColumnType['kind'], readonly string[]>> = {
  string: ['text', 'varchar(3)', 'varchar(40)', 'varchar(100)', 'char(3)', 'char(50)'],
  json: ['text', 'json', 'jsonb', 'varchar(60)'],
  integer: ['smallint', 'integer', 'bigint', 'numeric', 'numeric(10,0)', 'numeric(12,2)'],
  bigint: ['integer', 'bigint', 'numeric', 'numeric(19,0)', 'numeric(30,3)'],
  decimal: ['smallint', 'integer', 'bigint', 'numeric', 'numeric(4,2)', 'numeric(12,4)', 'numeric(38,10)', 'numeric(38,0)', 'numeric(3,-2)', 'numeric(2,4)'],
  boolean: ['boolean'],
  date: ['date', 'timestamp', 'timestamptz'],
  timestamp: ['timestamptz', 'timestamptz(0)', 'timestamptz(3)', 'timestamp', 'timestamp(2)'],
};

describe('what the type of a column guarantees, in PostgreSQL', () => {
  let database: FreshDatabase;
  const session = <T>(work: (client: Client) => Promise<T>): Promise<T> => withClient(database.url, work);
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const describe = async (client: Client): Promise<PhysicalType> => {
    const { fields: [field] } = await client.query('SELECT v FROM source LIMIT 0');
    return postgresPhysicalType(field ?? { dataTypeID: 0, dataTypeModifier: -1 });
  };
  const copyOut = async (client: Client, expression: string, where: string): Promise<string> =>
    (await buffer(client.query(copyTo(`COPY (SELECT id, ${expression} FROM source s WHERE ${where} ORDER BY id) TO STDOUT (FORMAT csv)`)))).toString('utf8');

  const types = [...new Set(vectors.values.map(({ type }) => type))];
  it.each(types)('changes neither what of %s is refused nor what is written', (type) => session(async (client) => {
    await client.query("SET TimeZone = 'Pacific/Apia'; SET extra_float_digits = -15");
    const inputs = vectors.values.filter((vector) => vector.type === type && !String(vector.input).includes('\0')).map(({ input }) => input);
    for (const held of HELD_AS[parseColumnType(type).kind]) {
      await client.query(`CREATE TEMP TABLE source (id serial, v ${held})`);
      // What the source's type refuses was never there.
      await client.query(`INSERT INTO source (v) SELECT CAST(t AS ${held}) FROM unnest($1::text[]) t WHERE COALESCE(pg_input_is_valid(t, '${held}'), true)`, [[...inputs, null]]);
      const physical = await describe(client);
      const column = { type, nullable: false };
      expect([held, physical.kind, isReadableAs('postgres', column, physical)]).toEqual([held, expect.not.stringMatching('other') as string, true]);
      const value = physical.kind === 'local-timestamp' ? instantFromLocal('postgres', 's.v') : 's.v';
      const [whole, left] = [undefined, physical].map((known) => unrepresentable('postgres', column, value, known));
      const { rows: [judged] } = await client.query<{ wrong: number[] | null; count: string; expected: string }>(
        `SELECT array_agg(id) FILTER (WHERE (${left}) IS DISTINCT FROM (${whole}) AND ((${left}) OR (${whole}))) AS wrong, ${unrepresentableCount('postgres', column, value, physical)} AS count,
                count(*) FILTER (WHERE ${whole}) AS expected FROM source s`);
      expect({ held, ...judged }).toMatchObject({ held, wrong: null, count: judged?.expected });
      const fine = `NOT COALESCE(${unrepresentable('postgres', { type, nullable: true }, value)}, false)`;
      expect(await copyOut(client, copyExpression('postgres', column, value, physical), fine)).toBe(await copyOut(client, canonicalExpression('postgres', column, value), fine));
      await client.query('DROP TABLE source');
    }
  }));

  it('is known of a target without asking', () => session(async (client) => {
    for (const type of types) {
      await client.query(`CREATE TEMP TABLE source (v ${targetColumnType('postgres', { type })})`);
      expect({ type, ...(await describe(client)) }).toMatchObject({ type, ...targetPhysicalType({ type }) });
      await client.query('DROP TABLE source');
    }
  }));

  it.each([
    ['decimal(10,2)', 'double precision'], ['string(20)', 'real'], ['decimal(10,2)', 'text'], ['integer', 'varchar(5)'], ['date', 'text'], ['timestamp(0)', 'char(30)'], ['boolean', 'integer'],
    ['decimal(10,2)', 'money'], ['bigint', 'boolean'], ['date', 'integer'],
  ])('%s in a column of %s: every value is refused, and NULL is not', (type, held) => session(async (client) => {
    await client.query(`CREATE TEMP TABLE source (v ${held}); INSERT INTO source VALUES (NULL)`);
    const physical = await describe(client);
    expect(isReadableAs('postgres', { type }, physical)).toBe(false);
    const count = async (): Promise<unknown> => (await client.query<{ n: string }>(`SELECT ${unrepresentableCount('postgres', { type, nullable: true }, 's.v', physical)} AS n FROM source s`)).rows[0]?.n;
    expect(await count()).toBe('0');
    await client.query(`INSERT INTO source VALUES (CAST('${held === 'boolean' ? 'true' : '1'}' AS ${held}))`);
    expect(await count()).toBe('1');
  }));
});

import { buffer } from 'node:stream/consumers';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withClient } from '@syncline/local-postgres';
import { freshDatabase, type FreshDatabase } from '@syncline/test-kit';
import { canonicalExpression, encodeRow, instantFromLocal, keyOrder, parseColumnType, REFUSALS, textLiteral } from '../src/index.ts';
import { STRANGE_SETTINGS } from './engines/postgres-vectors.ts';
import { groupBy, vectors } from './vectors.ts';

/** Spellings that PostgreSQL reads in a way of its own; nothing of ours lets it read them, since all texts are judged before. */
const READ_BY_POSTGRES = [
  // integer, bigint, decimal: exponents, other bases, underscores
  '0x1F', '1e3', '0x1F', '1e3', '1e3', '1_000', '0x1F',
  // boolean: other words
  'TRUE', 'True', 't', 'yes', 'on', '1', 'FALSE', 'f', 'no', '0',
  // date: other orders, a time that is cut, words
  '2026-8-4', '20260804', '04.08.2026', '08/04/2026', '2026-08-04T00:00:00Z', '2026-08-04 12:00:00', ' 2026-08-04', 'today', '2026-216', '2026-08-04Z',
  // timestamp: the next minute or day, the zone of the session, words
  '2026-08-04T17:30:60Z', '2016-12-31T23:59:60Z', '2026-08-04T24:00:00Z', '2026-08-04', '2026-08-04T17:30:00', '2026-08-04 17:30:00', '2026-08-04T17:30Z', '2026-08-04T17:30:00.Z',
  '2026-08-04t17:30:00z', '20260804T173000Z', '2026-08-04T17:30:00 Europe/London', '2026-08-04T17:30:00 BST', 'now', '2026-08-04T17:30:00+2:00',
];

/** What only PostgreSQL does: COPY, and its own reading of texts. */
describe('the canonical form, in PostgreSQL alone', () => {
  let database: FreshDatabase;
  const session = <T>(work: (client: Client) => Promise<T>): Promise<T> => withClient(database.url, work);
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const values = async (client: Client, text: string, binds: unknown[] = []): Promise<unknown[]> =>
    (await client.query({ text, values: binds, rowMode: 'array' })).rows.map(([value]: unknown[]) => value);

  it('COPY writes every row as TypeScript does', () => session(async (client) => {
    // Rows of one width are one statement; a row of no text ends where the next begins, so they are told by their number.
    for (const [width, rows] of groupBy(vectors.rows, ({ fields }) => fields.length)) {
      const selects = rows.map(({ fields }, n) => `SELECT ${n} AS n, ${fields.map((field, at) => `CAST(${field === null ? 'NULL' : textLiteral(field)} AS text) AS f${at}`).join(', ')}`);
      const columns = Array.from({ length: width }, (_none, at) => `f${at}`);
      const copied = await buffer(client.query(copyTo(`COPY (SELECT ${columns.join(', ')} FROM (${selects.join(' UNION ALL ')}) AS r ORDER BY r.n) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`)));
      expect(copied.toString('utf8')).toBe(rows.map(({ fields }) => encodeRow(fields)).join(''));
    }
  }));

  it('reads hardly a spelling that TypeScript refuses', () => session(async (client) => {
    const refused = vectors.values.filter(({ refused }) => refused !== undefined && REFUSALS[refused].of === 'spelling' && refused !== 'LONE_SURROGATE' && refused !== 'NUL_CHARACTER');
    const types = { integer: 'numeric', bigint: 'numeric', decimal: 'numeric', boolean: 'boolean', date: 'date', timestamp: 'timestamptz', string: 'text', json: 'text' };
    const valid = await values(client, 'SELECT pg_input_is_valid(t, w) FROM unnest($1::text[], $2::text[]) AS u(t, w)',
      [refused.map(({ input }) => input), refused.map(({ type }) => types[parseColumnType(type).kind])]);
    expect(refused.filter((_vector, at) => valid[at] === true).map(({ input }) => input)).toEqual(READ_BY_POSTGRES);
  }));

  it('refuses U+0000 on its way in', () => session(async (client) => {
    await expect(client.query('SELECT $1::text', ['a\0b'])).rejects.toThrow('0x00');
  }));

  it('reads a timestamp without a zone as UTC', () => session(async (client) => {
    await client.query(`CREATE TEMP TABLE source AS SELECT timestamp '2026-08-04 17:30:00.5' AS v; ${STRANGE_SETTINGS}`);
    const text = canonicalExpression('postgres', { type: 'timestamp(1)' }, instantFromLocal('postgres', 'v'));
    expect(await values(client, `SELECT ${text} FROM source`)).toEqual(['2026-08-04T17:30:00.5Z']);
  }));

  it('does not order by an output column of the same name', () => {
    expect(() => keyOrder('postgres', [{ column: { type: 'integer' }, sqlName: 'v' }])).toThrow('must be qualified');
    expect(() => keyOrder('postgres', [{ column: { type: 'integer' }, sqlName: '"v"' }])).toThrow('must be qualified');
  });
});

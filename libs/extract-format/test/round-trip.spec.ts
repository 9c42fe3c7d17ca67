import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '@syncline/local-postgres';
import { freshDatabase } from '@syncline/test-kit';
import { canonicalExpression, canonicalText, encodeRow, keyOrder, parseColumnType, parseCsvRows, targetColumnType, type Field } from '../src/index.ts';

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const nastyText = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'B', '"', ',', '\n', '\r', '\\', '.', ' ', 'é', '𝒳'), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/[\0\p{Surrogate}]/u.test(text)),
);
const day = fc.date({ min: new Date('1582-10-15'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const instant = fc.tuple(day, fc.nat(86_399), fc.nat(999_999)).map(([date, second, micros]) => (
  `${date}T${pad(Math.floor(second / 3600), 2)}:${pad(Math.floor(second / 60) % 60, 2)}:${pad(second % 60, 2)}.${pad(micros, 6)}Z`));

/** Every type of the contract, each with values in canonical form. */
const COLUMNS: readonly (readonly [type: string, values: fc.Arbitrary<string>])[] = [
  ['string(40)', nastyText],
  ['integer', fc.integer().map(String)],
  ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
  ['decimal(38,10)', fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map((n) => {
    const digits = (n < 0n ? -n : n).toString().padStart(11, '0');
    return canonicalText(parseColumnType('decimal(38,10)'), `${n < 0n ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}`);
  })],
  ['boolean', fc.boolean().map(String)],
  ['date', day],
  ['timestamp(6)', instant],
  ['json', fc.json({ maxDepth: 2 }).filter((text) => !/[\0\p{Surrogate}]/u.test(text))],
];

const rows = fc.array(fc.tuple(...COLUMNS.map(([, values]) => fc.option(values, { nil: null }))), { minLength: 1, maxLength: 60 });

describe('random rows of every type', () => {
  const table = async (client: Client): Promise<void> => {
    const columns = COLUMNS.map(([type], index) => `c${index} ${targetColumnType('postgres', { type })}`);
    await client.query(`SET TimeZone = 'Pacific/Apia'; CREATE TEMP TABLE t (n integer PRIMARY KEY, ${columns.join(', ')})`);
  };
  const texts = [canonicalExpression('postgres', { type: 'integer' }, 't.n'), ...COLUMNS.map(([type], index) => canonicalExpression('postgres', { type }, `t.c${index}`))];
  const order = keyOrder('postgres', [{ column: { type: 'integer' }, sqlName: 't.n' }]);

  it('go through PostgreSQL by COPY and come back byte for byte', async () => {
    const database = await freshDatabase();
    await withClient(database.url, async (client) => {
      await table(client);
      await fc.assert(fc.asyncProperty(rows, async (values) => {
        await client.query('TRUNCATE t');
        const numbered = values.map((row, index): Field[] => [String(index), ...row]);
        const canonical = numbered.map(encodeRow).join('');
        await pipeline([Buffer.from(canonical)], client.query(copyFrom('COPY t FROM STDIN (FORMAT csv)')));
        const read = await buffer(client.query(copyTo(`COPY (SELECT ${texts.join(', ')} FROM t ORDER BY ${order}) TO STDOUT (FORMAT csv)`)));
        expect(read.toString('utf8')).toBe(canonical);
        expect([...parseCsvRows(read.toString('utf8'))]).toEqual(numbered);
      }), { numRuns: 60 });
    });
    await database.drop();
  });
});

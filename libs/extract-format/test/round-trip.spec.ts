import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ControlTotalKind } from '@syncline/contract';
import fc from 'fast-check';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '@syncline/local-postgres';
import { freshDatabase, type FreshDatabase } from '@syncline/test-kit';
import {
  canonicalExpression, compareKeys, controlTotalExpression, controlTotalProblem, encodeRow, keyOrder, keyRangeCondition, parseColumnType, parseCsvRows, targetColumnType, textLiteral,
  type Field,
} from '../src/index.ts';
import { TotalFolds } from '../src/verification/total-folds.ts';
import { columnType, keyType, valuesOf } from './arbitraries.ts';
import { propertyRuns } from './properties.config.ts';

/** A table of any shape with rows in any order; keys are in it once. */
interface RandomTable {
  readonly types: readonly string[];
  /** The first so many columns. */
  readonly keyColumns: number;
  readonly rows: readonly (readonly Field[])[];
  /** Where parts end, as shares of the rows. */
  readonly cuts: readonly number[];
}

const table: fc.Arbitrary<RandomTable> = fc.tuple(fc.array(keyType, { minLength: 1, maxLength: 3 }), fc.array(columnType, { maxLength: 5 })).chain(([key, others]) => fc.record({
  types: fc.constant([...key, ...others]),
  keyColumns: fc.constant(key.length),
  rows: fc.uniqueArray(
    fc.tuple(fc.tuple(...key.map(valuesOf)), fc.tuple(...others.map((type) => fc.option(valuesOf(type), { nil: null })))).map(([keys, fields]): Field[] => [...keys, ...fields]),
    { minLength: 1, maxLength: 30, selector: (row) => JSON.stringify(row.slice(0, key.length)) }),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
}));

const sorted = ({ types, keyColumns, rows }: RandomTable): (readonly Field[])[] => {
  const keyOf = (row: readonly Field[]): string[] => row.slice(0, keyColumns).map((field) => field ?? '');
  return rows.toSorted((a, b) => compareKeys(types.slice(0, keyColumns).map(parseColumnType), keyOf(a), keyOf(b)));
};

const KINDS: readonly ControlTotalKind[] = ['sum', 'min', 'max', 'countDistinct'];

describe('random tables of every type, through PostgreSQL and back', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const copyOut = async (client: Client, select: string): Promise<Buffer> => buffer(client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv)`)));

  it('rows, parts cut anywhere and control totals are the same there', () => withClient(database.url, async (client) => {
    await client.query("SET TimeZone = 'Pacific/Apia'");
    await fc.assert(fc.asyncProperty(table, async (random) => {
      const { types, keyColumns, rows, cuts } = random;
      await client.query(`DROP TABLE IF EXISTS t; CREATE TEMP TABLE t (${types.map((type, index) => `c${index} ${targetColumnType('postgres', { type })}`).join(', ')})`);
      await pipeline([Buffer.from(rows.map(encodeRow).join(''))], client.query(copyFrom('COPY t FROM STDIN (FORMAT csv)')));

      const key = types.slice(0, keyColumns).map((type, index) => ({ column: { type }, sqlName: `t.c${index}` }));
      const select = (where: string): string => `SELECT ${types.map((type, index) => canonicalExpression('postgres', { type }, `t.c${index}`)).join(', ')} FROM t WHERE ${where} ORDER BY ${keyOrder('postgres', key)}`;
      const wanted = sorted(random);
      const canonical = Buffer.from(wanted.map(encodeRow).join(''));
      const read = await copyOut(client, select('true'));
      expect(read.toString()).toBe(canonical.toString());
      expect([...parseCsvRows(read.toString())]).toEqual(wanted);

      // Parts end at keys that exist; the first is open below, the last above.
      const ends = [...new Set(cuts.map((cut) => Math.floor(cut * (wanted.length - 1))))].toSorted((a, b) => a - b);
      const keys = ends.map((end) => (wanted[end] ?? []).slice(0, keyColumns).map((field) => textLiteral(field ?? '')));
      const hash = createHash('sha256');
      for (const [n, upTo] of [...keys, undefined].entries()) hash.update(await copyOut(client, select(keyRangeCondition('postgres', key, { after: keys[n - 1], upTo }))));
      expect(hash.digest('hex')).toBe(createHash('sha256').update(canonical).digest('hex'));

      await expectSameTotals(client, random);
    }), { numRuns: propertyRuns(25) });
  }));

  /** PostgreSQL computes; TypeScript, which folds the rows, must find no difference. */
  async function expectSameTotals(client: Client, { types, rows }: RandomTable): Promise<void> {
    const columns = types.map((type, index) => ({ name: `c${index}`, type, nullable: true }));
    const totals = columns.flatMap((column) => KINDS.filter((kind) => controlTotalProblem(kind, column) === null).map((kind) => ({ name: `${kind} ${column.name}`, kind, column })));
    const selects = totals.map(({ kind, column }) => controlTotalExpression('postgres', kind, column, `t.${column.name}`));
    const { rows: [values = []] } = await client.query<(string | null)[]>({ text: `SELECT ${selects.join(', ')} FROM t`, rowMode: 'array' });
    const folds = new TotalFolds({ columns, controlTotals: totals.map(({ name, kind, column }, index) => ({ name, kind, column: column.name, value: values[index] ?? null })) }, tmpdir());
    for (const row of rows) folds.add(row);
    expect(folds.differences()).toEqual([]);
    folds.close();
  }
});

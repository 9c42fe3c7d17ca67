import { readFileSync } from 'node:fs';
import type { Column } from '@syncline/contract';
import { compareKeys, encodeRow, parseColumnType, type Field } from '@syncline/extract-format';
import pg from 'pg';

/**
 * A table with a column of every type, nullable and not, filled with the public vectors: each value that a type may hold
 * stands in some row, beside each other edge of the other types, and is part of a key where keys are of its type.
 */
const VECTORS = new URL('../../../libs/extract-format/vectors/canonical-form.json', import.meta.url);

interface EveryTypeColumn extends Column {
  /** Its type in the golden source: often wider than what is sealed. */
  readonly source: string;
}

const TYPES: readonly (readonly [type: string, source: string])[] = [
  ['string(40)', 'text'], ['integer', 'numeric'], ['bigint', 'bigint'], ['decimal(18,4)', 'numeric'], ['decimal(5,2)', 'numeric(5,2)'], ['decimal(38,0)', 'numeric'],
  ['decimal(38,38)', 'numeric'], ['decimal(38,10)', 'numeric(38,10)'], ['boolean', 'boolean'], ['date', 'date'], ...[0, 1, 2, 3, 4, 5, 6].map((digits) => [`timestamp(${digits})`, 'timestamptz'] as const), ['json', 'json'],
];
const named = (type: string): string => type.replaceAll(/\W+/g, '_').replace(/_$/, '');

/** The key is a text of every edge, and a number, so that rows are in binary order first. */
export const COLUMNS: readonly EveryTypeColumn[] = [
  { name: 'k_text', type: 'string(40)', nullable: false, source: 'varchar(40)' },
  { name: 'k_number', type: 'integer', nullable: false, source: 'integer' },
  ...TYPES.flatMap(([type, source]) => [true, false].map((nullable) => ({ name: `${named(type)}_${nullable ? 'null' : 'not'}`, type, nullable, source }))),
];
export const KEY = ['k_text', 'k_number'];
export const PART_ROWS = 7;
export const COMPRESSIONS = ['none', 'gzip', 'zstd'] as const;

interface ValueVector {
  readonly type: string;
  readonly input: string | null;
  readonly canonical?: string | null;
}
const values = (JSON.parse(readFileSync(VECTORS, 'utf8')) as { values: readonly ValueVector[] }).values.filter(({ input, canonical }) => input !== null && canonical !== undefined);
const ofType = (type: string): string[] => values.filter((vector) => vector.type === type).map(({ canonical }) => canonical ?? '');

/** As many as the longest list of values, so that each value of each type is there. */
export const ROW_COUNT = Math.max(...COLUMNS.map(({ type }) => ofType(type).length));

/** Canonical rows in key order. Another shift, another neighbour for each value; keys stay. */
export function rowsOf(shift: number): Field[][] {
  const lists = COLUMNS.map(({ type }) => ofType(type));
  const rows = Array.from({ length: ROW_COUNT }, (_none, n) => COLUMNS.map(({ name, nullable }, index): Field => {
    const list = lists[index] ?? [];
    if (name === 'k_number') return String(n - 5);
    if (name === 'k_text') return list[n % list.length] ?? '';
    // Each list has its own stride, so that edges meet edges of all others.
    return nullable && (n + index + shift) % 5 === 0 ? null : list[(n + shift * (index + 1)) % list.length] ?? '';
  }));
  const types = KEY.map((name) => parseColumnType(COLUMNS.find((column) => column.name === name)?.type ?? ''));
  const keyOf = (row: readonly Field[]): string[] => [row[0] ?? '', row[1] ?? ''];
  return rows.toSorted((a, b) => compareKeys(types, keyOf(a), keyOf(b)));
}

/** The canonical bytes of each part, as TypeScript writes them. */
export function partsOf(rows: readonly Field[][]): string[] {
  return Array.from({ length: Math.ceil(rows.length / PART_ROWS) }, (_none, n) => rows.slice(n * PART_ROWS, (n + 1) * PART_ROWS).map(encodeRow).join(''));
}

/** One dataset a compression, over the same rows. */
export const catalogueOf = (compression: (typeof COMPRESSIONS)[number]): object => ({
  name: `every-type-${compression}`, version: 1, source: { relation: 'public.every_type' }, key: KEY, businessDate: 'as_of', partRows: PART_ROWS, compression,
  columns: COLUMNS.map(({ name, type, nullable }) => ({ name, type, nullable })),
  controlTotals: COLUMNS.flatMap(({ name, type }) => [
    { name: `distinct_${name}`, kind: 'countDistinct', column: name },
    ...(/^(integer|bigint|decimal)/.test(type) ? [{ name: `sum_${name}`, kind: 'sum', column: name }] : []),
    ...(/^(json|boolean)/.test(type) ? [] : [{ name: `min_${name}`, kind: 'min', column: name }, { name: `max_${name}`, kind: 'max', column: name }]),
  ]),
});

/** Business dates, each with the rows of another shift. */
export async function fillEveryType(url: string, days: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`CREATE TABLE every_type (as_of date NOT NULL, ${COLUMNS.map(({ name, source }) => `${name} ${source}`).join(', ')}, PRIMARY KEY (as_of, ${KEY.join(', ')}))`);
    const selects = COLUMNS.map(({ source }, index) => `CAST(r ->> ${index} AS ${source})`);
    for (const [shift, day] of days.entries()) {
      await client.query(`INSERT INTO every_type SELECT CAST($1 AS date), ${selects.join(', ')} FROM json_array_elements($2::json) AS r`, [day, JSON.stringify(rowsOf(shift))]);
    }
  } finally {
    await client.end();
  }
}

/** What a table holds, told by PostgreSQL's own texts and not by our expressions. */
export async function textsOf(url: string, table: string, where = 'true'): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("SET TimeZone = 'UTC'");
    // Of numbers the value counts and not the scale, which a wider column of a source leaves open.
    const columns = COLUMNS.map(({ name, type }) => (/^(integer|bigint|decimal)/.test(type) ? `trim_scale(CAST(${name} AS numeric))::text` : `${name}::text`));
    return (await client.query({ text: `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where} ORDER BY k_number`, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

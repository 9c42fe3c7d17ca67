import { withClient } from '@syncline/local-postgres';
import { freshDatabase, type FreshDatabase } from '@syncline/test-kit';

/** A golden source with a few datasets in it. */
export interface TestSource extends FreshDatabase {
  run(sql: string, binds?: unknown[]): Promise<Record<string, unknown>[]>;
}

const TABLES = `
  CREATE TABLE cities (as_of date, city_id text, population numeric, note text, area double precision, PRIMARY KEY (as_of, city_id));
  INSERT INTO cities SELECT d, 'city ' || n, n * 3, CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a "b", c' ELSE E'line\\nbreak' END, n / 3.0
    FROM (VALUES (date '2026-08-04'), (date '2026-09-26')) days (d), generate_series(1, 250) n;
  CREATE TABLE countries (code text PRIMARY KEY, name text NOT NULL, since timestamp);
  INSERT INTO countries VALUES ('DE', 'Germany', '1990-10-03 00:00'), ('de', 'lower', NULL), ('FR', 'France', '1958-10-04 12:30:00.5'), ('ÅX', 'Åland', NULL);`;

export async function testSource(): Promise<TestSource> {
  const database = await freshDatabase();
  const run = (sql: string, binds?: unknown[]): Promise<Record<string, unknown>[]> =>
    withClient(database.url, async (client) => (await client.query<Record<string, unknown>>(sql, binds)).rows);
  await run(TABLES);
  return { ...database, run };
}

export const CITIES = `
name: cities
version: 1
source: { relation: public.cities }
key: [city_id]
businessDate: as_of
columns:
  - { name: city_id, type: string(40), nullable: false }
  - { name: population, type: bigint, nullable: true }
  - { name: note, type: string(100), nullable: true }
controlTotals:
  - { name: population, kind: sum, column: population }
  - { name: last, kind: max, column: city_id }
partRows: 100
`;

export const COUNTRIES = `
name: countries
version: 2
source: { query: "select code, name, since from countries" }
key: [code]
columns:
  - { name: code, type: string(2), nullable: false }
  - { name: name, type: string(60), nullable: false }
  - { name: since, type: timestamp(3), nullable: true }
controlTotals:
  - { name: codes, kind: countDistinct, column: code }
compression: none
`;

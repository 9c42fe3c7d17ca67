import { withClient } from '@syncline/local-postgres';
import { freshDatabase } from '@syncline/test-kit';
import type { FreshDatabase } from '@syncline/test-kit';
import { seedGoldenSource } from '../src/index.ts';
import type { SeededDate } from '../src/index.ts';

let places: FreshDatabase;
let reference: FreshDatabase;
let both: SeededDate[][];
let ofReference: SeededDate[];
const lines: string[] = [];
const ask = <R extends object>({ url }: FreshDatabase, sql: string): Promise<R[]> => withClient(url, async (client) => (await client.query<R>(sql)).rows);
const query = <R extends object>(sql: string): Promise<R[]> => ask(places, sql);

beforeAll(async () => {
  places = await freshDatabase();
  reference = await freshDatabase();
  const log = (line: string): void => void lines.push(line);
  both = await Promise.all([seedGoldenSource(places.url, 'places', { log }), seedGoldenSource(places.url, 'places', { log })]);
  ofReference = await seedGoldenSource(reference.url, 'reference');
}, 120_000);
afterAll(async () => {
  await places.drop();
  await reference.drop();
});

describe('seedGoldenSource', () => {
  it('loads each date once, also when two do it at the same time', () => {
    const news = both.flat().filter(({ isNew }) => isNew);
    expect(news.map(({ businessDate }) => businessDate).sort()).toEqual(['2026-08-04', '2026-09-26']);
    expect(both[0]?.map(({ rows }) => rows)).toEqual(both[1]?.map(({ rows }) => rows));
    expect(lines).toContain('2026-08-04: 222271 rows loaded');
    expect(lines).toContain('2026-08-04: 222271 rows were there already');
  });

  it.each([
    ['cities', 170_540, 171_075],
    ['admin1', 3_865, 3_865],
    ['admin2', 47_549, 47_643],
    ['time_zones', 317, 317],
    ['countries', 249, 249],
    ['regions', 4_387, 4_387],
    ['currencies', 179, 179],
  ])('%s has %i rows on the first date and %i on the second', async (table, first, second) => {
    const isReference = ofReference.every(({ rows }) => table in rows);
    const counts = await ask<{ n: string }>(isReference ? reference : places, `SELECT count(*) AS n FROM ${table} GROUP BY as_of ORDER BY as_of`);
    expect(counts.map(({ n }) => Number(n))).toEqual([first, second]);
    expect((isReference ? ofReference : both[0])?.map(({ rows }) => rows[table])).toEqual([first, second]);
  });

  it('keeps the two systems apart: neither has a table of the other', async () => {
    const tables = (database: FreshDatabase): Promise<{ name: string }[]> => ask(database, `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
    expect((await tables(places)).map(({ name }) => name)).toEqual(['admin1', 'admin2', 'cities', 'seeded_dates', 'time_zones']);
    expect((await tables(reference)).map(({ name }) => name)).toEqual(['countries', 'currencies', 'regions', 'seeded_dates']);
  });

  it.each([
    ['cities', 'city_id', { new: 1_490, changed: 130, gone: 955 }],
    ['admin1', 'code', { new: 0, changed: 4, gone: 0 }],
    ['admin2', 'code', { new: 94, changed: 36, gone: 0 }],
    ['time_zones', 'name', { new: 0, changed: 0, gone: 0 }],
  ])('%s changed between the dates as the world did', async (table, key, expected) => {
    const day = (date: string): string => `(SELECT t.${key}, to_jsonb(t) - 'as_of' AS fields FROM ${table} t WHERE as_of = DATE '${date}')`;
    const [found] = await query(`
      SELECT (count(*) FILTER (WHERE a.${key} IS NULL))::int AS new, (count(*) FILTER (WHERE b.${key} IS NULL))::int AS gone,
             (count(*) FILTER (WHERE a.fields <> b.fields))::int AS changed
      FROM ${day('2026-08-04')} a FULL JOIN ${day('2026-09-26')} b ON a.${key} = b.${key}`);
    expect(found).toEqual(expected);
  });

  it('names the divisions of a city as the tables of divisions name them', async () => {
    const lyon = await query(`
      SELECT a.name AS region, b.name AS department FROM cities c JOIN admin1 a ON (a.as_of, a.code) = (c.as_of, c.admin1_code)
      JOIN admin2 b ON (b.as_of, b.code) = (c.as_of, c.admin2_code)
      WHERE c.as_of = DATE '2026-08-04' AND c.country_code = 'FR' AND c.name = 'Lyon'`);
    expect(lyon).toEqual([{ region: 'Rhône-Alpes', department: 'Rhône' }]);
  });

  it('is read in key order along an index', async () => {
    const plan = await query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT city_id FROM cities c WHERE as_of = DATE '2026-08-04' ORDER BY CAST(c.city_id AS text) COLLATE "C"`);
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toContain('pk_cities');
    expect(text).not.toContain('Sort');
  });
});

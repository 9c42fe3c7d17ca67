import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { compareKeys, parseColumnType, parseCsvRows } from '@syncline/extract-format';
import { withClient } from '@syncline/local-postgres';
import { freshDatabase, temporaryFolder, type FreshDatabase } from '@syncline/test-kit';
import type { DatasetView } from '../src/catalogue/domain/dataset-view.ts';
import { writeExtract, type WrittenExtract } from '../src/extracts/building/write-extract.ts';
import { PostgresGoldenSource } from '../src/golden-source/postgres/postgres-golden-source.ts';
import { PartStore } from '../src/parts/part-store.ts';

const NEVER = new AbortController().signal;

/** Sorts differently by bytes, by UTF-16 units and by any dictionary; the last two are beyond the BMP and below it. */
const TEXTS = ['', ' ', '-1', '10', '9', 'A', 'B', 'a', 'Z', 'z', 'ä', 'Ä', 'ab', 'aB', 'a b', 'a,b', 'a"b', 'e\u0301', 'é', 'ß', 'ss', '日', '\ufb00', '\uffee', '𝒳', '👍'];

describe('the parts of a source', () => {
  let database: FreshDatabase;
  let source: PostgresGoldenSource;
  const store = new PartStore(temporaryFolder('parts-of-a-source'));
  const run = (sql: string, binds?: unknown[]): Promise<unknown> => withClient(database.url, (client) => client.query(sql, binds));
  beforeAll(async () => {
    database = await freshDatabase();
    source = new PostgresGoldenSource(database.url);
    await run(`CREATE TABLE texts (t text COLLATE "en-x-icu", n numeric, at timestamptz, v int)`);
    await run(`INSERT INTO texts SELECT t, n, at, row_number() OVER () FROM unnest($1::text[]) t, unnest(ARRAY[-10, -9.50, 0, 9, 10]) n,
                 unnest(ARRAY['1582-10-15 00:00:00+00', '1999-12-31 23:59:59.9+00', '2026-08-04 00:00:00.000001+02']::timestamptz[]) at ORDER BY md5(t || n)`, [TEXTS]);
    // Keys with gaps and one huge cluster.
    await run(`CREATE TABLE numbers AS SELECT CASE WHEN n <= 900 THEN n ELSE n * 1000000007::bigint END AS k, repeat('x', (n % 300)::int) AS v FROM generate_series(1, 1000) n ORDER BY md5(n::text)`);
  });
  afterAll(() => database.drop());

  const viewOf = (relation: string, key: string[], columns: Record<string, string>, partRows: number, more: Partial<DatasetView> = {}): DatasetView => ({
    dataset: 'd', version: 1, view: 'default', source: { relation }, businessDate: null, where: null, key, controlTotals: [], partRows, compression: 'zstd',
    columns: Object.entries(columns).map(([name, type]) => ({ name, type, nullable: !key.includes(name) })), ...more,
  });
  const write = async (view: DatasetView, partsAtOnce = 3): Promise<WrittenExtract> => {
    const snapshot = await source.openSnapshot();
    try {
      return await writeExtract({ build: 'b', view, businessDate: '2026-08-04', snapshot, dialect: 'postgres', store, partsAtOnce, signal: NEVER });
    } finally {
      await snapshot.close();
    }
  };
  const rowsOf = async (part: WrittenExtract['parts'][number]): Promise<(string | null)[][]> => {
    const canonical = zstdDecompressSync(await readFile(store.pathOf(part.storedDigest, 'zstd')));
    expect([canonical.length, createHash('sha256').update(canonical).digest('hex')]).toEqual([part.bytes, part.digest]);
    return [...parseCsvRows(canonical.toString('utf8'))];
  };
  /** Every row once, in the order that TypeScript knows, and what the manifest says of each part. */
  const expectTiled = async (view: DatasetView, { parts }: WrittenExtract, count: number): Promise<void> => {
    const keyTypes = view.key.map((name) => parseColumnType(view.columns.find((column) => column.name === name)?.type ?? ''));
    const rows = await Promise.all(parts.map(rowsOf));
    const keyOf = (row: (string | null)[]): string[] => view.key.map((name) => row[view.columns.findIndex((column) => column.name === name)] ?? '');
    const keys = rows.flat().map(keyOf);
    expect(keys).toHaveLength(count);
    for (const [index, key] of keys.entries()) if (index > 0) expect([keys[index - 1], key, compareKeys(keyTypes, keys[index - 1] ?? [], key) < 0]).toEqual([keys[index - 1], key, true]);
    expect(parts.map(({ n, rows: inPart, firstKey, lastKey }) => [n, inPart, firstKey, lastKey])).toEqual(rows.map((inPart, index) => [
      index + 1, Math.min(view.partRows, count - index * view.partRows), keyOf(inPart[0] ?? []), keyOf(inPart.at(-1) ?? []),
    ]));
  };

  const ALL = { t: 'string(10)', n: 'decimal(6,2)', at: 'timestamp(6)', v: 'integer' };
  it.each([[['t', 'n', 'at']], [['n', 't', 'at']], [['at', 'n', 't']], [['v']]])('tile all rows in the order of the key (%s), however many readers there are', async (key) => {
    const view = viewOf('texts', key, ALL, 120);
    const [one, three] = [await write(view, 1), await write(view, 3)];
    await expectTiled(view, one, TEXTS.length * 15);
    expect(three).toEqual(one);
  });

  it.each([37, 100, 999, 1000, 1001])('have %i rows each, whatever gaps and clusters the keys have', async (partRows) => {
    const view = viewOf('numbers', ['k'], { k: 'bigint', v: 'string(300)' }, partRows);
    await expectTiled(view, await write(view, 2), 1000);
  });

  it.each([0, 1, 10, 11, 20])('of %i rows in parts of 10', async (count) => {
    const view = viewOf('numbers', ['k'], { k: 'bigint' }, 10, { where: `k <= ${count}` });
    await expectTiled(view, await write(view, 2), count);
  });

  it('are of one moment, whoever writes meanwhile', async () => {
    await run('CREATE TABLE busy AS SELECT k, 0 AS v FROM generate_series(1, 20000) k; ALTER TABLE busy ADD PRIMARY KEY (k)');
    let round = 0;
    const writer = withClient(database.url, async (client) => {
      for (; round >= 0; round += 1) await client.query('WITH gone AS (DELETE FROM busy WHERE k <= $1) INSERT INTO busy SELECT k, $1 FROM generate_series(20000 + 10 * $1, 20009 + 10 * $1) k', [round + 1]);
    });
    const view = viewOf('busy', ['k'], { k: 'integer', v: 'integer' }, 1000, { controlTotals: [{ name: 'sum', kind: 'sum', column: 'k' }] });
    for (let times = 0; times < 3; times += 1) {
      const written = await write(view, 2);
      const rows = (await Promise.all(written.parts.map(rowsOf))).flat();
      // Each commit takes one row away and adds ten: any other number is of two moments.
      expect((rows.length - 20_000) % 9).toBe(0);
      expect(rows.reduce((sum, [k]) => sum + BigInt(k ?? 0), 0n).toString()).toBe(written.controlTotals[0]?.value);
    }
    round = -2;
    await writer;
  });

  describe('with a key that is there twice', () => {
    const duplicate = (relation: string, more: Partial<DatasetView> = {}): Promise<WrittenExtract> => write(viewOf(relation, ['k'], { k: 'integer' }, 10, more));
    beforeAll(() => run(`
      CREATE TABLE parent (k int PRIMARY KEY, d date); CREATE TABLE child () INHERITS (parent); INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (2);
      CREATE TABLE partial (k int, d date); CREATE UNIQUE INDEX ON partial (k) WHERE k < 2; INSERT INTO partial VALUES (2), (2);
      CREATE TABLE wider (k int, d date, PRIMARY KEY (k, d)); INSERT INTO wider VALUES (2, '2026-08-04'), (2, '2026-08-05');
      CREATE VIEW seen AS SELECT k FROM parent ONLY;`.replace('parent ONLY', 'parent')));
    it.each(['parent', 'partial', 'wider', 'seen'])('fail, also where an index of %s seems to rule it out', async (relation) => {
      await expect(duplicate(relation)).rejects.toThrow('the key (2) is there more than once');
    });

    it('only on another business date are fine', async () => {
      expect((await duplicate('wider', { businessDate: 'd' })).parts.map(({ rows }) => rows)).toEqual([1]);
    });
  });

  it('that cannot be written fail as what is wrong with the disk, and leave no connection behind', async () => {
    const view = viewOf('numbers', ['k'], { k: 'bigint', v: 'string(300)' }, 100);
    const snapshot = await source.openSnapshot();
    const nowhere = new PartStore('/dev/null/nowhere');
    await expect(writeExtract({ build: 'b', view, businessDate: '2026-08-04', snapshot, dialect: 'postgres', store: nowhere, partsAtOnce: 2, signal: NEVER })).rejects.toMatchObject({ code: 'ENOTDIR' });
    await snapshot.close();
  });
});

import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import type { BusinessDateClose, Extract, Manifest } from '@syncline/contract';
import { parseCsvRows, type Field } from '@syncline/extract-format';
import { withClient } from '@syncline/local-postgres';
import { eventually } from '@syncline/test-kit';
import { prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { CITIES, COUNTRIES } from './source.ts';

const EVERYTHING = `
name: everything
version: 1
source: { relation: everything }
key: [k]
columns:
  - { name: k, type: string(10), nullable: false }
  - { name: i, type: integer, nullable: true }
  - { name: b, type: bigint, nullable: true }
  - { name: n, type: "decimal(10,2)", nullable: true }
  - { name: t, type: boolean, nullable: true }
  - { name: d, type: date, nullable: true }
  - { name: z, type: timestamp(6), nullable: true }
  - { name: l, type: timestamp(0), nullable: true }
  - { name: j, type: json, nullable: true }
  - { name: s, type: string(20), nullable: true }
partRows: 2
`;

const CREATE = `
  CREATE TABLE everything (k text, i int, b bigint, n numeric, t boolean, d date, z timestamptz, l timestamp, j json, s text);
  INSERT INTO everything VALUES
    ('b', -1, 9007199254740993, 1.5, true, '2011-12-30', '2026-08-04 19:30:00.000001+02', '2026-08-04 17:30', '{ "a": "x,y" }', 'a "q", b'),
    ('B', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (E'\\\\.', 0, 0, -0.10, false, '1582-10-15', '9999-12-31 23:59:59.999999+00', '1970-01-01', '[]', ''),
    ('', 0, 0, 0, false, '9999-12-31', '1582-10-15 00:00:00+00', '1969-12-31 23:59:59', 'null', E'a\\r\\nb');`;

const CANONICAL = [
  '"",0,0,0.00,false,9999-12-31,1582-10-15T00:00:00.000000Z,1969-12-31T23:59:59Z,null,"a\r\nb"\n',
  'B,,,,,,,,,\n',
  '\\.,0,0,-0.10,false,1582-10-15,9999-12-31T23:59:59.999999Z,1970-01-01T00:00:00Z,[],""\n',
  'b,-1,9007199254740993,1.50,true,2011-12-30,2026-08-04T17:30:00.000001Z,2026-08-04T17:30:00Z,"{ ""a"": ""x,y"" }","a ""q"", b"\n',
].join('');

/** Runs SQL on the database of a provider. */
type Run = (sql: string) => Promise<Record<string, unknown>[]>;

describe('sealing', () => {
  let ground: Ground;
  let provider: TestProvider;
  /** Each close is of a newer date: a dataset without dates is sealed for the newest one only. */
  let year = 2030;
  beforeAll(async () => {
    ground = await prepareGround({ cities: CITIES, countries: COUNTRIES, everything: EVERYTHING });
    await ground.source.run(CREATE);
    provider = await startProvider(ground);
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  const canonicalOf = async ({ id }: Pick<Extract, 'id'>): Promise<string> => {
    const { parts, compression } = await provider.read<Manifest>(`/api/v1/extracts/${id}/manifest`);
    const texts: Buffer[] = [];
    for (const { n, digest } of parts) {
      const stored = Buffer.from(await (await provider.call(`/api/v1/extracts/${id}/parts/${n}`)).arrayBuffer());
      const canonical = compression === 'none' ? stored : zstdDecompressSync(stored);
      expect(createHash('sha256').update(canonical).digest('hex')).toBe(digest);
      texts.push(canonical);
    }
    return Buffer.concat(texts).toString('utf8');
  };
  const sealed = (dataset: string, businessDate: string, revision: number): Promise<Extract> => eventually(async () => {
    const { items } = await provider.read<{ items: Extract[] }>(`/api/v1/extracts?dataset=${dataset}&businessDate=${businessDate}`);
    return items.find((extract) => extract.revision === revision && extract.state !== 'BUILDING') ?? false;
  });
  /** Another provider over the same golden source, with a catalogue and a database of its own. */
  const alongside = async (files: Record<string, string>, work: (other: TestProvider, run: Run) => Promise<void>): Promise<void> => {
    const own = await prepareGround(files);
    const other = await startProvider(own, { GOLDEN_SOURCE_URL: ground.source.url });
    try {
      await work(other, (sql) => withClient(own.database.url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows));
    } finally {
      await other.stop();
      await own.remove();
    }
  };
  const newRevision = (dataset: string, businessDate: string): Promise<Response> =>
    provider.call(`/api/v1/datasets/${dataset}/extracts`, { method: 'POST', body: { businessDate, newRevision: true } });

  it('writes the canonical form of every type', async () => {
    await provider.close('2026-08-04');
    expect(await canonicalOf(await provider.extract('everything', '2026-08-04'))).toBe(CANONICAL);
    expect(await canonicalOf(await provider.extract('countries', '2026-08-04'))).toBe(
      'DE,Germany,1990-10-03T00:00:00.000Z\nFR,France,1958-10-04T12:30:00.500Z\nde,lower,\nÅX,Åland,\n');
  });

  it('of the same data again gives the same parts, a new revision, and says so once', async () => {
    const before = await provider.extract('cities', '2026-08-04');
    expect((await newRevision('cities', '2026-08-04')).status).toBe(201);
    const after = await sealed('cities', '2026-08-04', 2);
    const [one, two] = await Promise.all([before, after].map(({ id }) => provider.read<Manifest>(`/api/v1/extracts/${id}/manifest`)));
    expect(two?.parts).toEqual(one?.parts);
    expect(two?.previousManifestDigest).toBe(before.manifestDigest);
    expect(await provider.read(`/api/v1/extracts/${before.id}`)).toMatchObject({ state: 'SUPERSEDED', supersededBy: after.id });
    expect(await provider.extract('cities', '2026-08-04')).toMatchObject({ id: after.id, revision: 2 });
    await eventually(() => expect(ground.platform.heard.at(-1)?.event.data).toEqual({
      businessDate: '2026-08-04', closeNumber: 2, reason: 'RESTATEMENT', datasets: [{ dataset: 'cities', revision: 2 }],
    }));
    expect(await canonicalOf(before)).toBe(await canonicalOf(after));
  });

  it('shows one state of the source, however it changes meanwhile', async () => {
    // Every change keeps both sums equal across the tables: only a torn read can tell them apart.
    await ground.source.run(`CREATE TABLE pot (k int PRIMARY KEY, v int NOT NULL); INSERT INTO pot SELECT n, 100 FROM generate_series(1, 400) n`);
    let isOn = true;
    const changing = (async () => {
      for (let n = 1; isOn; n = (n % 399) + 1) await ground.source.run(`UPDATE pot SET v = v + CASE k WHEN ${n} THEN 7 ELSE -7 END WHERE k IN (${n}, 400)`);
    })();
    const pot = `name: pot\nversion: 1\nsource: { relation: pot }\nkey: [k]\ncolumns: [{ name: k, type: integer, nullable: false }, { name: v, type: integer, nullable: false }]\n`
      + 'controlTotals: [{ name: all, kind: sum, column: v }]\npartRows: 20\n';
    await alongside({ pot, again: pot.replace('name: pot', 'name: again') }, async (other) => {
      const { extracts, state } = await other.close('2027-01-01');
      expect([state, extracts.length]).toEqual(['CLOSED', 2]);
      const contents = await Promise.all(extracts.map(async ({ id }) => {
        const { parts, controlTotals } = await other.read<Manifest>(`/api/v1/extracts/${id}/manifest`);
        const rows: Field[][] = [];
        for (const { n } of parts) rows.push(...parseCsvRows(zstdDecompressSync(await (await other.call(`/api/v1/extracts/${id}/parts/${n}`)).arrayBuffer()).toString()));
        expect(rows.reduce((sum, [, v]) => sum + Number(v), 0)).toBe(40_000);
        expect(controlTotals[0]?.value).toBe('40000');
        return JSON.stringify(rows);
      }));
      expect(contents[0]).toBe(contents[1]);
    }).finally(() => (isOn = false));
    await changing;
  });

  it('seals all views of a revision together, each from the same state, or fails them together', async () => {
    const both = `${COUNTRIES}views:\n  big: { where: "code < 'a'", columns: [code, name] }\n`.replace('name: countries', 'name: both');
    await alongside({ both }, async (other) => {
      const { extracts, state } = await other.close('2027-01-01');
      expect([state, extracts.map(({ view, rows, revision }) => [view, rows, revision])]).toEqual(['CLOSED', [['big', 2, 1], ['default', 4, 1]]]);
      expect(new Set(extracts.map(({ sealedAt }) => sealedAt)).size).toBe(1);
      // Only the view that shows everything has a value that is too long.
      await ground.source.run("UPDATE countries SET name = repeat('x', 61) WHERE code = 'de'");
      const failed = await other.close('2027-01-02');
      expect([failed.state, failed.extracts.map((extract) => extract.state)]).toEqual(['FAILED', ['FAILED', 'FAILED']]);
    }).finally(() => ground.source.run("UPDATE countries SET name = 'lower' WHERE code = 'de'"));
  });

  it('seals no view of a revision alone, should another have been claimed apart', async () => {
    const both = `${COUNTRIES}views:\n  big: { where: "code < 'a'", columns: [code, name] }\n`.replace('name: countries', 'name: both');
    await alongside({ both }, async (other, run) => {
      await other.close('2027-02-01');
      await run(`INSERT INTO extracts (id, dataset, view_name, business_date, revision, state, due_at, builds)
        SELECT gen_random_uuid(), dataset, view_name, business_date, 2, 'BUILDING', CASE view_name WHEN 'big' THEN now() + interval '1 hour' ELSE now() END, 0 FROM extracts WHERE dataset = 'both'`);
      const second = (): Promise<Record<string, unknown>[]> => run('SELECT state, detail, sealed_at FROM extracts WHERE revision = 2 ORDER BY view_name');
      await eventually(async () => expect(await second()).toMatchObject([{ state: 'BUILDING' }, { state: 'BUILDING', detail: expect.stringContaining('1 other views of revision 2 of both') }]));
      await run(`UPDATE extracts SET due_at = now() WHERE revision = 2`);
      await eventually(async () => expect(await second()).toMatchObject([{ state: 'SEALED' }, { state: 'SEALED' }]));
      const [big, all] = await second();
      expect(big?.['sealed_at']).toEqual(all?.['sealed_at']);
    });
  });

  it.each([
    ['a value that cannot be told', "UPDATE everything SET n = 1.005 WHERE k = 'b'", 'VALUE_NOT_REPRESENTABLE', 'the row with the key (b) has a value in n that decimal(10,2) cannot hold'],
    ['infinity', "UPDATE everything SET d = 'infinity' WHERE k = 'B'", 'VALUE_NOT_REPRESENTABLE', 'the row with the key (B) has a value in d'],
    ['a key that is NULL', "UPDATE everything SET k = NULL WHERE k = 'B'", 'VALUE_NOT_REPRESENTABLE', 'the row with the key (NULL) has a value in k that string(10) not null'],
    ['a key that is there twice', "INSERT INTO everything (k) VALUES ('B'), ('B')", 'DUPLICATE_KEY', 'the key (B) is there more than once'],
    ['a column that is gone', 'ALTER TABLE everything RENAME n TO m', 'SOURCE_UNREADABLE', 'the source has no column n'],
    ['a float', 'ALTER TABLE everything ALTER n TYPE double precision', 'VALUE_NOT_REPRESENTABLE', 'the row with the key () has a value in n that decimal(10,2) cannot hold (and 2 more in this column); the column is double precision in the source'],
    ['text under a number', 'ALTER TABLE everything ALTER b TYPE text', 'VALUE_NOT_REPRESENTABLE', 'the row with the key () has a value in b that bigint cannot hold (and 2 more in this column); the column is text in the source'],
    ['text under a date, beside a duplicate key', "ALTER TABLE everything ALTER d TYPE text; INSERT INTO everything (k) VALUES ('B')", 'VALUE_NOT_REPRESENTABLE', 'has a value in d that date cannot hold'],
    ['what is no JSON', 'ALTER TABLE everything ALTER j TYPE text; UPDATE everything SET j = $${a: 1}$$ WHERE k = $$b$$', 'VALUE_NOT_REPRESENTABLE', 'the row with the key (b) has a value in j that json cannot hold'],
    ['a table that is gone', 'DROP TABLE everything', 'SOURCE_UNREADABLE', 'relation "everything" does not exist'],
  ])('%s fails the build by name; the close fails, tells nobody, and may be repeated', async (_what, damage, reason, detail) => {
    await ground.source.run(`DROP TABLE IF EXISTS everything; ${CREATE} ${damage}`);
    year += 1;
    const next = `${year}-01-01`;
    const told = ground.platform.heard.length;
    const failed = await provider.close(next);
    expect(failed.state).toBe('FAILED');
    expect(failed.extracts.find(({ dataset }) => dataset === 'everything')).toMatchObject({ state: 'FAILED', reason, detail: expect.stringContaining(detail) as string });
    await ground.source.run(`DROP TABLE IF EXISTS everything; ${CREATE}`);
    const again = await provider.call(`/api/v1/business-dates/${next}/close`, { method: 'POST' });
    expect([again.status, ((await again.json()) as BusinessDateClose).closeNumber]).toEqual([202, 2]);
    expect((await provider.close(next)).state).toBe('CLOSED');
    await eventually(() => expect(ground.platform.heard.length).toBe(told + 1));
    expect(ground.platform.heard.at(-1)?.event.data).toMatchObject({ businessDate: next, reason: 'CLOSE', closeNumber: 2 });
  });
});

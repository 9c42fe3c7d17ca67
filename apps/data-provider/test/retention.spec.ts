import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { BusinessDateClose, Extract, Manifest } from '@syncline/contract';
import { Database } from '@syncline/database';
import { withClient } from '@syncline/local-postgres';
import { LoopRegistry } from '@syncline/service-kit';
import { eventually } from '@syncline/test-kit';
import { PartRemoval } from '../src/retention/part-removal.service.ts';
import { configured, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { CITIES, COUNTRIES } from './source.ts';

const [D1, D2, D3] = ['2026-08-04', '2026-09-26', '2026-09-28'];
const DAY_MS = 86_400_000;

/** The second part takes half a second a scan, so that there is time to do harm to the first. */
const SLOW = `
name: slow
version: 1
source: { query: "select k, pg_sleep(case when k > 5 then 0.1 else 0 end)::text || salt as v from generate_series(1, 10) k, salt" }
key: [k]
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(10), nullable: false }]
partRows: 5
`;

describe('retention', () => {
  let ground: Ground;
  let provider: TestProvider;
  let begin: Date;
  beforeAll(async () => {
    ground = await prepareGround({ cities: CITIES, countries: COUNTRIES, slow: SLOW });
    await ground.source.run("CREATE TABLE salt AS SELECT 'a' AS salt");
    // The first date has content of its own; the second shares its files with nobody but itself, and countries with both dates.
    await ground.source.run(`UPDATE cities SET population = population + 1 WHERE as_of = '${D1}'`);
    provider = await startProvider(ground, await configured(ground, 'retention', { retention: { keepFor: 'P90D', keepSupersededFor: 'P7D' } }));
    for (const date of [D1, D2]) expect((await provider.close(date)).state).toBe('CLOSED');
    begin = new Date();
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  const after = (days: number): void => provider.app.get(Database).setTestTime(new Date(begin.getTime() + days * DAY_MS));
  const turn = (): Promise<boolean> => provider.app.get(LoopRegistry).get('retention').runOnce();
  const sql = (text: string): Promise<Record<string, unknown>[]> => withClient(ground.database.url, async (client) => (await client.query<Record<string, unknown>>(text)).rows);
  const files = async (): Promise<string[]> => (await readdir(join(ground.environment['EXTRACTS_DIR'] ?? '', 'parts'), { recursive: true })).filter((name) => name.includes('.csv')).map((name) => name.slice(3));
  const filesOf = async ({ id }: Extract): Promise<string[]> =>
    (await provider.read<Manifest>(`/api/v1/extracts/${id}/manifest`)).parts.map(({ storedDigest }) => storedDigest);
  const statuses = ({ id }: Extract): Promise<unknown[]> => Promise.all(['', '/manifest', '/parts/1'].map(async (path) => {
    const answer = await provider.call(`/api/v1/extracts/${id}${path}`);
    return answer.status === 200 ? 200 : [answer.status, ((await answer.json()) as { code: string }).code];
  }));
  const GONE = Array(3).fill([410, 'GONE']);
  const restate = async (dataset: string, businessDate: string): Promise<Extract> => {
    const made = (await (await provider.call(`/api/v1/datasets/${dataset}/extracts`, { method: 'POST', body: { businessDate, newRevision: true } })).json()) as Extract;
    return eventually(async () => {
      const extract = await provider.read<Extract>(`/api/v1/extracts/${made.id}`);
      return extract.state === 'SEALED' && extract;
    });
  };

  it('ends what was superseded long ago, and leaves the files that others share', async () => {
    const first = await provider.extract('cities', D1);
    const second = await restate('cities', D1);
    after(6.9);
    await turn();
    expect(await statuses(first)).toEqual([200, 200, 200]);
    after(7.1);
    await turn();
    expect(await statuses(first)).toEqual(GONE);
    // The same content: the same files.
    expect(await statuses(second)).toEqual([200, 200, 200]);
    const { items } = await provider.read<{ items: Extract[] }>(`/api/v1/extracts?dataset=cities&businessDate=${D1}`);
    expect(items.map(({ id }) => id)).toEqual([second.id]);
    expect(await sql(`SELECT manifest_digest FROM extracts WHERE id = '${first.id}'`)).toEqual([{ manifest_digest: first.manifestDigest }]);
    expect(await sql('SELECT * FROM removable_parts')).toEqual([]);
  });

  it('ends what is old, with its files, but never the newest date', async () => {
    const [old, newest] = await Promise.all([D1, D2].map((date) => provider.extract('cities', date)));
    const [oldCountries] = await Promise.all([provider.extract('countries', D1)]);
    const [gone, kept] = [await filesOf(old as Extract), [...await filesOf(newest as Extract), ...await filesOf(oldCountries)]];
    after(91);
    await turn();
    expect(await statuses(old as Extract)).toEqual(GONE);
    expect(await statuses(oldCountries)).toEqual(GONE);
    expect(await statuses(newest as Extract)).toEqual([200, 200, 200]);
    const there = (await files()).map((name) => name.slice(0, 64));
    expect(there).toEqual(expect.arrayContaining(kept));
    expect(there.filter((digest) => gone.includes(digest))).toEqual([]);
  });

  it('is not undone by who reads; who may write can have the date sealed anew', async () => {
    const asked = await provider.call('/api/v1/datasets/cities/extracts', { method: 'POST', body: { businessDate: D1 } });
    expect([asked.status, await asked.json()]).toMatchObject([410, { code: 'GONE' }]);
    expect((await provider.read<BusinessDateClose>(`/api/v1/business-dates/${D1}`)).extracts).toEqual([]);
    const chained = await provider.extract('cities', D2);
    const anew = await restate('cities', D1);
    expect(anew.revision).toBe(3);
    expect(await statuses(anew)).toEqual([200, 200, 200]);
    const { previousManifestDigest } = await provider.read<Manifest>(`/api/v1/extracts/${anew.id}/manifest`);
    // The link before it is gone; its digest is not.
    expect([chained.manifestDigest, ...(await sql('SELECT manifest_digest FROM extracts WHERE expired_at IS NOT NULL')).map((row) => row['manifest_digest'])]).toContain(previousManifestDigest);
  });

  it('killed between a file and the commit removes the rest the next time, also when two do it at once', async () => {
    const doomed = await filesOf(await provider.extract('cities', D1));
    await sql(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''killed''; END'; CREATE TRIGGER die BEFORE DELETE ON removable_parts EXECUTE FUNCTION die()`);
    after(200);
    await expect(turn()).rejects.toThrow('killed');
    expect(await sql('SELECT * FROM removable_parts')).toHaveLength(doomed.length);
    expect((await files()).filter((name) => doomed.includes(name.slice(0, 64)))).toEqual([]);
    await sql('DROP TRIGGER die ON removable_parts');
    const removal = provider.app.get(PartRemoval);
    await Promise.all([removal.removeSome(), removal.removeSome(), turn()]);
    await turn();
    expect(await sql('SELECT * FROM removable_parts')).toEqual([]);
  });

  it('waits for who is about to name a file, and then leaves it', async () => {
    const [digest] = await filesOf(await provider.extract('countries', D2));
    const held = `${digest}.csv`;
    // Nobody else names it any more, and a seal that does is about to commit.
    await sql(`DELETE FROM extract_parts WHERE stored_digest = '${digest}'; INSERT INTO removable_parts VALUES ('${digest}', 'none')`);
    await withClient(ground.database.url, async (client) => {
      await client.query('BEGIN');
      await client.query(`INSERT INTO extract_parts SELECT id, 1, '${digest}', 1 FROM extracts WHERE dataset = 'countries' AND business_date = '${D2}'`);
      await turn();
      expect(await files()).toContain(held);
      await client.query('COMMIT');
    });
    await turn();
    expect(await files()).toContain(held);
    expect(await sql('SELECT * FROM removable_parts')).toEqual([]);
  });

  it('that took a file from under a build makes it be built again: nothing is sealed without its files', async () => {
    provider.app.get(Database).setTestTime(null);
    await ground.source.run("UPDATE salt SET salt = 'b'");
    const before = new Set(await files());
    await provider.call(`/api/v1/business-dates/${D3}/close`, { method: 'POST' });
    const taken = await eventually(async () => (await files()).find((name) => !before.has(name)) ?? false);
    await unlink(join(ground.environment['EXTRACTS_DIR'] ?? '', 'parts', taken.slice(0, 2), taken));
    expect((await provider.close(D3)).state).toBe('CLOSED');
    expect(await files()).toContain(taken);
    for (const dataset of ['cities', 'slow']) expect(await statuses(await provider.extract(dataset, D3)).then((all) => all[0])).toBe(200);
  });
});

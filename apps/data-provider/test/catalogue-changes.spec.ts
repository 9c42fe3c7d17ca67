import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BusinessDateClose, Extract } from '@syncline/contract';
import { Database } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { acceptCatalogue } from '../src/catalogue/accept-catalogue.ts';
import { loadCatalogue } from '../src/catalogue/load-catalogue.ts';
import { ExtractEntity } from '../src/persistence/entities/index.ts';
import { prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { CITIES, COUNTRIES } from './source.ts';

const BROKEN = COUNTRIES.replace('name: countries', 'name: broken').replace('string(60)', 'string(3)');

describe('a catalogue that changes', () => {
  let ground: Ground;
  let provider: TestProvider;
  const begin = new Date();
  beforeAll(async () => {
    ground = await prepareGround({ cities: CITIES, broken: BROKEN });
    provider = await startProvider(ground);
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  const write = (name: string, text: string): Promise<void> => writeFile(join(ground.catalogue, `${name}.yaml`), text);
  const restart = async (): Promise<void> => {
    await provider.stop();
    provider = await startProvider(ground);
  };
  /** What a start of another instance says. */
  const refusal = (): Promise<string> => startProvider(ground).then(async (other) => (await other.stop(), ''), (error: Error) => error.message);
  const close = async (date: string): Promise<BusinessDateClose> => (await (await provider.call(`/api/v1/business-dates/${date}/close`, { method: 'POST' })).json()) as BusinessDateClose;

  it('lets a date be closed whose close failed by a dataset that is offered no more', async () => {
    const failed = await provider.close('2026-08-04');
    expect([failed.state, failed.extracts.map(({ dataset, state }) => [dataset, state])]).toEqual(['FAILED', [['broken', 'FAILED'], ['cities', 'SEALED']]]);
    await rm(join(ground.catalogue, 'broken.yaml'));
    await restart();
    expect(ground.platform.heard).toEqual([]);
    expect(await close('2026-08-04')).toMatchObject({ state: 'CLOSED', closeNumber: 2, extracts: [{ dataset: 'cities', state: 'SEALED', revision: 1 }] });
    await eventually(() => expect(ground.platform.heard).toHaveLength(1));
    expect(ground.platform.heard[0]?.event.data).toEqual({ businessDate: '2026-08-04', closeNumber: 2, reason: 'CLOSE', datasets: [{ dataset: 'cities', revision: 1 }] });
  });

  it('is refused at the start with file and line where something changed and the version did not, or a reader would break', async () => {
    await write('cities', CITIES.replace('string(100)', 'string(200)'));
    expect(await refusal()).toContain('cities.yaml:10: the column note was string(100) and is string(200), but the version is still 1: raise it');
    await write('cities', CITIES.replace('version: 1', 'version: 2').replace('string(100)', 'string(50)').replace(/ {2}- \{ name: last.*\n/, ''));
    const told = await refusal();
    expect(told).toContain('cities.yaml:10: the column note was string(100) and is string(50), which breaks who reads version 1 of cities');
    expect(told).not.toContain('control total');
  });

  it('of a newer version is served, and then the older one is refused, also by name after the dataset had left', async () => {
    const second = CITIES.replace('version: 1', 'version: 2').replace('string(100)', 'string(200)');
    await write('cities', second);
    // The instance that runs on with version 1 seals nothing any more; the other one does.
    const newer = await startProvider(ground, { LEASE: 'PT60S' });
    try {
      const made = (await (await provider.call('/api/v1/datasets/cities/extracts', { method: 'POST', body: { businessDate: '2026-08-04', newRevision: true } })).json()) as Extract;
      const sealed = await eventually(async () => {
        const extract = await newer.read<Extract>(`/api/v1/extracts/${made.id}`);
        return extract.state === 'SEALED' && extract;
      }, { within: 20_000 });
      expect(await newer.read(`/api/v1/extracts/${sealed.id}/manifest`)).toMatchObject({ datasetVersion: 2, columns: [{}, {}, { type: 'string(200)' }] });
    } finally {
      await newer.stop();
    }
    await write('cities', CITIES);
    expect(await refusal()).toContain('cities.yaml:3: version 1 of cities is older than version 2');
    await write('countries', COUNTRIES);
    await rm(join(ground.catalogue, 'cities.yaml'));
    await restart();
    await write('cities', CITIES);
    expect(await refusal()).toContain('version 1 of cities is older than version 2');
    await write('cities', second);
    expect(await refusal()).toBe('');
  });

  it('that is newer than an instance is left to others: it does not fail what it does not know', async () => {
    await write('extra', COUNTRIES.replace('name: countries', 'name: extra'));
    const database = provider.app.get(Database);
    await acceptCatalogue(database, await loadCatalogue(ground.catalogue));
    await database.dataSource.query("INSERT INTO business_dates VALUES ('2026-08-10', 'CLOSING', 1)");
    await database.repository(ExtractEntity).insert({ id: uuidv7(), dataset: 'extra', viewName: 'default', businessDate: '2026-08-10', revision: 1, state: 'BUILDING', builds: 0, dueAt: begin });
    const row = (): Promise<unknown> => database.dataSource.query("SELECT state, detail FROM extracts WHERE dataset = 'extra'");
    await eventually(async () => expect(await row()).toEqual([{ state: 'BUILDING', detail: 'another instance has a newer catalogue with extra in it' }]));
    await restart();
    await eventually(async () => expect((await provider.read<BusinessDateClose>('/api/v1/business-dates/2026-08-10')).state).toBe('CLOSED'), { within: 20_000 });
  });

  it('is accepted whole or not at all, and by turns', async () => {
    const database = provider.app.get(Database);
    await write('cities', CITIES.replace('version: 1', 'version: 3').replace('string(100)', 'string(300)'));
    await write('countries', COUNTRIES.replace('string(60)', 'string(9)'));
    await expect(acceptCatalogue(database, await loadCatalogue(ground.catalogue))).rejects.toThrow('string(9)');
    expect(await database.dataSource.query("SELECT version FROM dataset_versions WHERE dataset = 'cities'")).toEqual([{ version: 2 }]);
    const versions = [3, 4, 5, 6].map((version) => CITIES.replace('version: 1', `version: ${version}`).replace('string(100)', `string(${100 * version})`));
    await write('countries', COUNTRIES);
    const catalogues = [];
    for (const text of versions) {
      await write('cities', text);
      catalogues.push(await loadCatalogue(ground.catalogue));
    }
    const outcomes = await Promise.allSettled([...catalogues, ...catalogues].map((catalogue) => acceptCatalogue(database, catalogue)));
    // Whoever came in whatever order: the newest is served, and it was refused to nobody.
    expect(outcomes.filter((_, index) => index % 4 === 3).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await database.dataSource.query("SELECT version FROM dataset_versions WHERE dataset = 'cities'")).toEqual([{ version: 6 }]);
  });
});

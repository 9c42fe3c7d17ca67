import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Extract, Manifest, VerifyResult } from '@syncline/contract';
import { type Downloaded, downloadExtract, ProviderFiles, verifyFiles } from '@syncline/syncline-cli';
import { temporaryFolder } from '@syncline/test-kit';
import { catalogueOf, COMPRESSIONS, fillEveryType, partsOf, ROW_COUNT, rowsOf, textsOf } from '../src/every-type/every-type-table.ts';
import { TwoEnds } from '../src/every-type/two-ends.ts';

const DAYS = ['2026-03-02', '2026-03-03'] as const;
const DATASETS = COMPRESSIONS.map((compression) => `every-type-${compression}`);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Every type with every edge, sealed by the real provider and published by the real consumer, by each compression. */
describe('a table with every type', () => {
  let ends: TwoEnds;
  beforeAll(async () => {
    ends = await TwoEnds.start({
      catalogue: Object.fromEntries(COMPRESSIONS.map((compression) => [compression, catalogueOf(compression)])),
      fill: (url) => fillEveryType(url, DAYS),
    });
    for (const dataset of DATASETS) await ends.define(dataset);
  }, 120_000);
  afterAll(() => ends?.stop());

  it.each([...DAYS.entries()])('goes from the source to the target and is the same there (date %#)', async (shift, day) => {
    const report = await ends.sync(day);
    expect(report).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
    expect(report.files?.map(({ file, rowsLoaded }) => [file, rowsLoaded]).toSorted()).toEqual(DATASETS.map((dataset) => [dataset, ROW_COUNT]).toSorted());

    const source = await textsOf(ends.databases.source.url, 'public.every_type', `as_of = '${day}'`);
    expect(source).toHaveLength(ROW_COUNT);
    for (const dataset of DATASETS) expect(await textsOf(ends.databases.consumer.url, `published.${dataset.replaceAll('-', '_')}`)).toEqual(source);

    // PostgreSQL has written each part as TypeScript writes it, whatever the compression.
    const digests = partsOf(rowsOf(shift)).map(sha256);
    const { items } = await ends.call<{ items: Extract[] }>(ends.provider, 'GET', `/extracts?businessDate=${day}`, 'extracts:read');
    expect(items.map(({ dataset }) => dataset).toSorted()).toEqual(DATASETS.toSorted());
    for (const { id } of items) {
      const manifest = await ends.call<Manifest>(ends.provider, 'GET', `/extracts/${id}/manifest`, 'extracts:read');
      expect(manifest.parts.map(({ digest }) => digest)).toEqual(digests);
    }
  }, 60_000);

  it('is proven offline, from a download and from the files of the provider', async () => {
    const files = new ProviderFiles({ url: ends.provider.url, audience: 'data-provider' }, ends.operator);
    const { items } = await ends.call<{ items: Extract[] }>(ends.provider, 'GET', '/extracts', 'extracts:read');
    const to = temporaryFolder('every-type');
    const downloads: Downloaded[] = [];
    for (const { id } of items) downloads.push(await downloadExtract(files, id, to, () => undefined));
    const manifests = downloads.map(({ folder }) => join(folder, 'manifest.jws'));
    const verified = await verifyFiles(manifests, { jwks: null, parts: null });
    expect(verified.problems).toEqual([]);
    expect(verified.chains.map(({ dataset, links, beginsAfter }) => [dataset, links.map(({ manifest }) => manifest.businessDate), beginsAfter]).toSorted())
      .toEqual(DATASETS.map((dataset) => [dataset, [...DAYS], null]).toSorted());
    for (const { folder } of downloads) for (const name of await readdir(folder)) if (name.startsWith('part-')) await rm(join(folder, name));
    expect((await verifyFiles(manifests, { jwks: null, parts: ends.extractsFolder })).problems).toEqual([]);
  }, 60_000);

  it('is proven again from what is served', async () => {
    for (const dataset of DATASETS) {
      expect(await ends.call<VerifyResult>(ends.consumer, 'POST', `/files/${dataset}/verify`, 'syncs:run')).toMatchObject({ result: 'MATCHED', businessDate: DAYS[1], differences: [] });
    }
  }, 60_000);
});

import { createHash } from 'node:crypto';
import type { Extract, Manifest, VerifyResult } from '@syncline/contract';
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

  it('is proven again from what is served', async () => {
    for (const dataset of DATASETS) {
      expect(await ends.call<VerifyResult>(ends.consumer, 'POST', `/files/${dataset}/verify`, 'syncs:run')).toMatchObject({ result: 'MATCHED', businessDate: DAYS[1], differences: [] });
    }
  }, 60_000);
});

import { eventually } from '@syncline/test-kit';
import { crashPointsOf } from '../../src/faults/crash-points.ts';
import { LoneProvider } from '../../src/faults/lone-provider.ts';
import { SmallDisk } from '../../src/faults/small-disk.ts';

const POINTS = await crashPointsOf('data-provider', 'extracts/building/crash-points');

/** One dataset that is new on every date, and one whose parts are the same on all of them: the same files. */
const DATED = `name: dated
version: 1
source: { relation: public.dated }
key: [k]
businessDate: as_of
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(60), nullable: false }]
partRows: 200
views: { few: { where: "k <= 500" } }
`;
const SAME = `name: same
version: 1
source: { relation: public.same }
key: [k]
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(60), nullable: false }]
partRows: 200
`;
const dateOf = (index: number): string => `2026-03-${String(index + 1).padStart(2, '0')}`;
const DATED_ROWS = (date: string, salt: string): string => `INSERT INTO dated SELECT '${date}', k, md5('${salt}' || k) FROM generate_series(1, 900) k;`;

/**
 * The provider dies by its own hand at every crash point that its code names. Meanwhile the golden source changes, so that
 * what it had written is of no use to anybody; the next process seals once and leaves nothing behind but what manifests name.
 */
describe('a provider that dies at', () => {
  let provider: LoneProvider;
  const sealed: string[] = [];
  beforeAll(async () => {
    provider = await LoneProvider.start({
      catalogue: { dated: DATED, same: SAME },
      source: `CREATE TABLE dated (as_of date, k int, v text, PRIMARY KEY (as_of, k)); CREATE TABLE same AS SELECT k, md5(k::text) AS v FROM generate_series(1, 900) k;
               ${[...POINTS.keys()].map((index) => DATED_ROWS(dateOf(index), 'before')).join('')}`,
    });
  }, 120_000);
  afterEach(async () => void (await provider.service.stop()));
  afterAll(() => provider?.stop());

  const named = async (): Promise<string[]> => (await provider.sql<{ name: string }>('data_provider', "SELECT DISTINCT stored_digest || '.csv.zst' AS name FROM extract_parts ORDER BY 1")).map(({ name }) => name);

  it.each(POINTS.map((point, index) => [point, dateOf(index)] as const))('%s', async (point, date) => {
    // Met once a part: the third time some parts are stored, and some are not.
    await provider.service.start({ CRASH_AT: point.startsWith('part-') ? `${point}:3` : point, NODE_ID: 'first' });
    const before = await named();
    await provider.close(date);
    expect(await provider.service.died(30_000)).toEqual({ code: null, signal: 'SIGKILL' });

    const isCommitted = point === 'seal-after-commit' || point === 'builds-ended';
    if (!isCommitted) expect(await named()).toEqual(before);
    await provider.sql('golden_source', `DELETE FROM dated WHERE as_of = '${date}'; ${DATED_ROWS(date, 'after')}`);

    const announced = provider.heard.length;
    await provider.service.start({ NODE_ID: 'second' });
    const close = await provider.closed(date, 'CLOSED');
    expect(close.closeNumber).toBe(1);
    expect(close.extracts.map(({ dataset, view, revision, state, rows }) => [dataset, view, revision, state, rows])).toEqual([
      ['dated', 'default', 1, 'SEALED', 900], ['dated', 'few', 1, 'SEALED', 500], ['same', 'default', 1, 'SEALED', 900],
    ]);
    // The date is announced once: by the first or by the second.
    await eventually(() => expect(new Set(provider.heard).size).toBe(sealed.length / 2 + 1), { within: 15_000 });
    expect(provider.heard.length - announced).toBeLessThanOrEqual(1);
    await eventually(async () => expect([await provider.files('building'), await provider.files('parts')]).toEqual([[], await named()]), { within: 15_000 });
    // The operator's view is the default one; the parts of the other are files that are named, as all are.
    sealed.push(...close.extracts.filter(({ view }) => view === 'default').map(({ id }) => id));
    for (const id of sealed) await provider.readParts(id);
  }, 120_000);
});

describe('a provider whose disk is full', () => {
  const BIG = `name: big
version: 1
source: { relation: public.big }
key: [k]
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(2000), nullable: false }]
partRows: 1000
`;
  const DATE = '2026-03-02';
  let disk: SmallDisk;
  let provider: LoneProvider;
  beforeAll(async () => {
    disk = await SmallDisk.mount(4);
    provider = await LoneProvider.start({
      extracts: disk.folder,
      catalogue: { big: BIG },
      // Some 16 MB that no compressor makes smaller than the disk.
      source: "CREATE TABLE big AS SELECT k, (SELECT string_agg(md5(k::text || i), '') FROM generate_series(1, 60) i) AS v FROM generate_series(1, 8000) k",
    });
    await provider.service.start();
  }, 120_000);
  afterAll(async () => {
    await provider?.stop();
    await disk?.unmount();
  });

  it('fails by name, shows nothing, gives back what it took, and seals when there is room', async () => {
    await provider.close(DATE);
    const failed = await provider.closed(DATE, 'FAILED');
    expect(failed.extracts).toMatchObject([{ state: 'FAILED', reason: 'STORAGE_FAILED', manifestDigest: null }]);
    expect(failed.extracts[0]?.detail).toMatch(/^the extracts cannot be written: ENOSPC: no space left on device/);
    expect((await provider.call('GET', `/extracts/${failed.extracts[0]?.id}/manifest`)).status).toBe(409);
    await eventually(async () => expect([await provider.files('building'), await provider.files('parts')]).toEqual([[], []]), { within: 15_000 });
    expect(provider.heard).toEqual([]);

    await disk.grow(64);
    await provider.close(DATE);
    const closed = await provider.closed(DATE, 'CLOSED');
    expect([closed.closeNumber, closed.extracts[0]?.rows]).toEqual([2, 8000]);
    await provider.readParts(closed.extracts[0]?.id ?? '');
  }, 120_000);
});

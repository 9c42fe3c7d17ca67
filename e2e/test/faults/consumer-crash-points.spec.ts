import { crashPointsOf } from '../../src/faults/crash-points.ts';
import { FileRuns, partOf } from '../../src/faults/file-runs.ts';
import { VersionReader, versionOf } from '../../src/faults/version-reader.ts';
import { DATES } from '../../src/golden-table.ts';
import { System } from '../../src/system.ts';
import { targetOf } from '../../src/target.ts';

const POINTS = await crashPointsOf('data-consumer', 'file-syncs/crash-points');
/** Met once a part; the third time some parts are committed, and some are not. */
const ONCE_A_PART = /^part-/;

/**
 * The consumer dies by its own hand at every crash point that its code names, on a first load and on a merge. Somebody reads
 * the target all the while. The next process ends the same attempt proven, and asks for no part that was committed.
 */
describe('a consumer that dies at', () => {
  const ROWS = 4_000;
  let system: System;
  let runs: FileRuns;
  let versions: string[];

  beforeAll(async () => {
    system = await System.start({ rows: ROWS });
    runs = new FileRuns(system);
    for (const date of [DATES.first, DATES.second]) await system.client.sync(date);
    versions = await Promise.all([DATES.first, DATES.second].map((date) => versionOf(system, date)));
  }, 180_000);
  afterAll(() => system?.stop());

  /** Parts of the file whose rows and ledger row are committed. */
  const committedParts = (file: string): Promise<number[]> => targetOf(system, async (client) => {
    const { rows } = await client.query<{ part_number: number }>('SELECT part_number FROM part_ledger WHERE file_name = $1', [file]);
    return rows.map(({ part_number }) => part_number);
  });

  const dieAndEnd = async (point: string, file: string, businessDate: string): Promise<void> => {
    const consumer = system.services['data-consumer'];
    await consumer.stop();
    await consumer.start({ CRASH_AT: ONCE_A_PART.test(point) ? `${point}:3` : point });
    const runId = await runs.begin(file, businessDate);
    expect(await consumer.died(30_000)).toEqual({ code: null, signal: 'SIGKILL' });

    const committed = await committedParts(file);
    const passed = system.proxy.record.length;
    await consumer.start();
    const run = await runs.end(runId);
    expect(run).toMatchObject({ state: 'SUCCEEDED', attempt: 1, reconciliation: { result: 'MATCHED' } });
    const askedFor = system.proxy.record.slice(passed).flatMap(({ path }) => partOf(path) ?? []);
    expect(askedFor.filter((part) => committed.includes(part))).toEqual([]);
    if (point === 'part-after-commit' || point === 'parts-loaded') expect(committed.length).toBeGreaterThan(0);
    expect(await system.client.verify(file)).toMatchObject({ result: 'MATCHED', businessDate });
  };

  it.each(POINTS)('%s', async (point) => {
    const file = `positions-${point}`;
    const table = await runs.define(file);
    const reader = new VersionReader(system, table);
    try {
      await dieAndEnd(point, file, DATES.first);
      await dieAndEnd(point, file, DATES.second);
    } finally {
      await reader.stop();
    }
    expect(reader.errors).toEqual([]);
    // Both versions, and nothing else: no empty table, no mixture.
    expect([...reader.seen.keys()].toSorted()).toEqual([...versions].toSorted());
  }, 180_000);
});

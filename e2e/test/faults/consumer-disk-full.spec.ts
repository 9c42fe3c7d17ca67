import { stat } from 'node:fs/promises';
import { eventually } from '@syncline/test-kit';
import { FileRuns } from '../../src/faults/file-runs.ts';
import { SmallDisk } from '../../src/faults/small-disk.ts';
import { versionOf, VersionReader } from '../../src/faults/version-reader.ts';
import { DATES } from '../../src/golden-table.ts';
import { System } from '../../src/system.ts';
import { targetOf } from '../../src/target.ts';

/** New tables and rows of the target go to a disk of a few megabytes: a tablespace on a small tmpfs. */
describe('a target whose disk is full', () => {
  const ROWS = 40_000;
  let system: System;
  let disk: SmallDisk;
  beforeAll(async () => {
    system = await System.start({ rows: ROWS });
    const { uid, gid } = await stat(system.postgres.dataFolder);
    disk = await SmallDisk.mount(2, { uid, gid });
  }, 180_000);
  afterAll(async () => {
    await system?.stop();
    await disk?.unmount();
  });

  it('says so, serves what it served, and ends proven once there is room', async () => {
    const runs = new FileRuns(system);
    // A close runs every file that is defined: both are closed before this one is.
    for (const date of [DATES.first, DATES.second]) await system.client.sync(date);
    const table = await runs.define('positions-small');
    const before = await runs.begin('positions-small', DATES.first);
    expect(await runs.end(before)).toMatchObject({ state: 'SUCCEEDED' });

    await targetOf(system, async (client) => {
      await client.query(`CREATE TABLESPACE small LOCATION '${disk.folder}'`);
      await client.query('ALTER DATABASE data_consumer SET default_tablespace = small');
    });
    const reader = new VersionReader(system, table);
    const runId = await runs.begin('positions-small', DATES.second);
    const waiting = await eventually(async () => {
      const run = await system.client.call<{ state: string; detail: string | null }>('scheduling-platform', 'GET', `/runs/${runId}`, 'runs:read');
      if (!/No space left on device/.test(run.detail ?? '')) throw new Error(`${run.state}: ${run.detail}`);
      return run;
    }, { within: 60_000 });
    expect(waiting.state).not.toBe('SUCCEEDED');
    await disk.grow(500);
    expect(await runs.end(runId, 120_000)).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
    await reader.stop();
    expect(reader.errors).toEqual([]);
    expect([...reader.seen.keys()].toSorted()).toEqual((await Promise.all([DATES.first, DATES.second].map((date) => versionOf(system, date)))).toSorted());
  }, 240_000);
});

import { eventually } from '@syncline/test-kit';
import { DATES } from '../src/golden-table.ts';
import { System } from '../src/system.ts';

/** Things die in the middle of a sync. It ends proven all the same, and no part that was loaded is fetched again. */
describe('what dies in the middle', () => {
  const ROWS = 20_000;
  const PARTS_BEFORE = 4;
  let system: System;
  beforeEach(async () => { system = await System.start({ rows: ROWS }); }, 120_000);
  afterEach(() => system?.stop());

  const partOf = (path: string): number | null => {
    const match = /\/parts\/(\d+)$/.exec(path);
    return match ? Number(match[1]) : null;
  };
  const fetched = (): number[] => system.proxy.record.filter(({ completed }) => completed).flatMap(({ path }) => partOf(path) ?? []);

  /** Closes the first date and stops the world of parts when the first few are loaded. */
  const reachLoading = async (): Promise<string> => {
    system.proxy.hold((path) => (partOf(path) ?? 0) > PARTS_BEFORE);
    await system.client.close(DATES.first);
    const run = await system.client.runInState(DATES.first, ['RUNNING']);
    await eventually(async () => {
      const sync = await system.client.fileSync(run.id);
      if (sync?.state !== 'LOADING' || sync.partsLoaded !== PARTS_BEFORE) throw new Error(`${sync?.state} ${sync?.partsLoaded}`);
    }, { within: 60_000 });
    return run.id;
  };

  const expectProvenOnce = async (runId: string): Promise<void> => {
    const run = await system.client.runInState(DATES.first, ['SUCCEEDED', 'FAILED']);
    expect(run).toMatchObject({ id: runId, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
    expect(run.files).toEqual([expect.objectContaining({ rowsLoaded: ROWS, inserted: ROWS })]);
    for (let n = 1; n <= PARTS_BEFORE; n += 1) expect(fetched().filter((part) => part === n)).toHaveLength(1);
    expect(await system.client.verify()).toMatchObject({ result: 'MATCHED' });
  };

  it('the consumer, by kill -9 while LOADING', async () => {
    const runId = await reachLoading();
    await system.services['data-consumer'].kill();
    system.proxy.release();
    await system.services['data-consumer'].start();
    await expectProvenOnce(runId);
  }, 180_000);

  it('the platform, by kill -9 between dispatch and report', async () => {
    const runId = await reachLoading();
    await system.services['scheduling-platform'].kill();
    system.proxy.release();
    await eventually(async () => ((await system.client.fileSync(runId))?.state === 'SUCCEEDED'), { within: 60_000 });
    await system.services['scheduling-platform'].start();
    await expectProvenOnce(runId);
    expect(await system.client.run(DATES.first)).toMatchObject({ attempt: 1 });
  }, 180_000);

  it('the database of all three, by an immediate stop', async () => {
    await reachLoading();
    await system.postgres.restartImmediate();
    system.proxy.release();
    const run = await system.client.runInState(DATES.first, ['SUCCEEDED', 'FAILED']);
    expect(run).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
    expect(await system.client.verify()).toMatchObject({ result: 'MATCHED' });
  }, 180_000);

  it('the way to the provider, for 30 seconds', async () => {
    await reachLoading();
    system.proxy.cut();
    const down = performance.now();
    await eventually(() => performance.now() - down > 30_000, { within: 35_000 });
    system.proxy.mend();
    system.proxy.release();
    const run = await system.client.runInState(DATES.first, ['SUCCEEDED', 'FAILED'], 120_000);
    expect(run).toMatchObject({ state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } });
    for (let n = 1; n <= PARTS_BEFORE; n += 1) expect(fetched().filter((part) => part === n)).toHaveLength(1);
  }, 240_000);
});

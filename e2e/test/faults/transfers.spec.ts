import { eventually, freePort } from '@syncline/test-kit';
import { FileRuns, partOf } from '../../src/faults/file-runs.ts';
import { DATES } from '../../src/golden-table.ts';
import { System } from '../../src/system.ts';
import { targetOf } from '../../src/target.ts';

/** What happens to a transfer between real processes. One system for all cases; each has a file of its own. */
describe('a transfer', () => {
  const ROWS = 20_000;
  const PARTS_BEFORE = 4;
  let system: System;
  let runs: FileRuns;
  beforeAll(async () => {
    system = await System.start({ rows: ROWS });
    runs = new FileRuns(system);
    await system.client.sync(DATES.first);
  }, 180_000);
  afterAll(() => system?.stop());

  const committed = (file: string): Promise<number[]> => targetOf(system, async (client) => {
    const { rows } = await client.query<{ part_number: number }>('SELECT part_number FROM part_ledger WHERE file_name = $1', [file]);
    return rows.map(({ part_number }) => part_number);
  });

  /** Holds the later parts back, and waits until the first few are committed. */
  const beginLoading = async (file: string): Promise<string> => {
    await runs.define(file);
    system.proxy.hold((path) => (partOf(path) ?? 0) > PARTS_BEFORE);
    const runId = await runs.begin(file, DATES.first);
    await eventually(async () => {
      const parts = await committed(file);
      if (parts.length !== PARTS_BEFORE) throw new Error(`${parts.length} parts are committed`);
    }, { within: 60_000 });
    return runId;
  };

  const expectProven = async (runId: string, file: string, asked: number): Promise<void> => {
    expect(await runs.end(runId, 120_000)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, reconciliation: { result: 'MATCHED' } });
    const parts = system.proxy.record.slice(asked).flatMap(({ path }) => partOf(path) ?? []);
    expect(parts.filter((part) => part <= PARTS_BEFORE)).toEqual([]);
    expect(await system.client.verify(file)).toMatchObject({ result: 'MATCHED' });
  };

  it('is cut at a random byte a hundred times, and every byte arrives once', async () => {
    let cuts = 0;
    let asked = system.proxy.record.length;
    system.proxy.cutAnswers((path) => {
      if (partOf(path) === null || cuts === 100) return null;
      cuts += 1;
      return 1 + Math.floor(Math.random() * 2_000);
    });
    await runs.define('positions-cut');
    const runId = await runs.begin('positions-cut', DATES.first);
    expect(await runs.end(runId, 170_000)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, reconciliation: { result: 'MATCHED' } });
    expect(cuts).toBe(100);
    // Each cut was healed by asking for the rest: no part was given up and begun anew by another attempt.
    const answered = system.proxy.record.slice(asked).filter(({ path }) => partOf(path) !== null);
    expect(answered.filter(({ status }) => status === 206).length).toBeGreaterThan(50);
    expect(answered.filter(({ status }) => status === 200)).toHaveLength(ROWS / 500);
    asked = system.proxy.record.length;
    expect(await system.client.verify('positions-cut')).toMatchObject({ result: 'MATCHED' });
  }, 180_000);

  it('goes on where it was when the provider is killed in the middle', async () => {
    const runId = await beginLoading('positions-source-killed');
    await system.services['data-provider'].kill();
    const asked = system.proxy.record.length;
    system.proxy.release();
    await system.services['data-provider'].start();
    await expectProven(runId, 'positions-source-killed', asked);
  }, 180_000);

  it('is taken over by the other instance when its owner is killed', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const first = system.services['data-consumer'];
    const twin = first.twin(url, 'twin');
    await twin.start();
    try {
      const runId = await beginLoading('positions-taken-over');
      const [row] = await targetOf(system, async (client) => (await client.query<{ lease_owner: string }>('SELECT lease_owner FROM file_sync WHERE run_id = $1', [runId])).rows);
      const owner = row?.lease_owner === 'twin' ? twin : first;
      await owner.kill();
      const asked = system.proxy.record.length;
      system.proxy.release();
      // The dead one stays dead: the platform hears the end from the other.
      expect(await runs.end(runId, 120_000)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, reconciliation: { result: 'MATCHED' } });
      if (owner === first) await first.start();
      await expectProven(runId, 'positions-taken-over', asked);
    } finally {
      await twin.stop();
    }
  }, 240_000);

  it('of a file that two instances are asked for at once is one transfer', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const twin = system.services['data-consumer'].twin(url, 'twin-2');
    await twin.start();
    try {
      await runs.define('positions-shared');
      const asked = system.proxy.record.length;
      const runIds = [await runs.begin('positions-shared', DATES.first), await runs.begin('positions-shared', DATES.first)];
      for (const runId of new Set(runIds)) expect(await runs.end(runId, 120_000)).toMatchObject({ state: 'SUCCEEDED' });
      const parts = system.proxy.record.slice(asked).flatMap(({ path }) => partOf(path) ?? []);
      // A run each, one after the other: every part once a run, never twice.
      for (let n = 1; n <= ROWS / 500; n += 1) expect(parts.filter((part) => part === n)).toHaveLength(new Set(runIds).size);
    } finally {
      await twin.stop();
    }
  }, 180_000);
});

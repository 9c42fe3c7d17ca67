import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Occurrence, Run } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import pg from 'pg';
import { DATES } from '../../src/golden-table.ts';
import { System } from '../../src/system.ts';
import { targetOf } from '../../src/target.ts';

/** Waits before its first row, for as long as somebody holds the lock. */
const BY_CURRENCY = `/*
name: by-currency
version: 1
inputs: [positions]
columns:
  - { name: currency, type: string(3) }
  - { name: positions, type: integer }
  - { name: amount, type: "decimal(20,2)" }
key: [currency]
tieOuts:
  - { kind: sum, column: positions, equals: { file: positions, controlTotal: rows } }
  - { kind: sum, column: amount, equals: { file: positions, controlTotal: amount } }
*/
SELECT currency, count(*) AS positions, sum(amount) AS amount
FROM {{positions}} CROSS JOIN (SELECT pg_advisory_lock_shared(42) IS NULL) held
GROUP BY currency
`;

describe('a consumer killed while it computes an output', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start({ rows: 2_000 });
  }, 180_000);
  afterAll(() => system?.stop());

  it('leaves nothing behind, and the next process ends the same attempt proven', async () => {
    const consumer = system.services['data-consumer'];
    const folder = join(system.folder, 'outputs');
    await mkdir(folder);
    await writeFile(join(folder, 'by-currency.sql'), BY_CURRENCY);
    await consumer.stop();
    await consumer.start({ OUTPUTS_DIR: folder });
    expect((await system.client.sync(DATES.first)).state).toBe('SUCCEEDED');
    await system.client.call('scheduling-platform', 'PUT', '/tasks/by-currency', 'tasks:write', {
      name: 'by-currency', redispatchEvery: 'PT2S', retry: { maxAttempts: 5, initial: 'PT1S', factor: 2, max: 'PT4S' },
      target: { urls: [`${consumer.url}/api/v1/outputs/by-currency/runs`], timeout: 'PT5S', auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
    });

    const holder = new pg.Client(system.postgres.url('data_consumer'));
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(42)');
    const { runId } = await system.client.call<Occurrence>('scheduling-platform', 'POST', '/tasks/by-currency/runs', 'runs:write', { businessDate: DATES.first });
    await eventually(async () => expect((await holder.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).rowCount).toBe(1), { within: 30_000 });
    await consumer.kill();
    expect((await holder.query('SELECT state FROM output_run')).rows).toEqual([{ state: 'COMPUTING' }]);
    await holder.end();

    await consumer.start({ OUTPUTS_DIR: folder });
    const run = await eventually(async () => {
      const found = await system.client.call<Run>('scheduling-platform', 'GET', `/runs/${runId}`, 'runs:read');
      if (found.endedAt === null) throw new Error(`the run is ${found.state}: ${found.detail}`);
      return found;
    }, { within: 60_000 });
    expect(run).toMatchObject({ state: 'SUCCEEDED', attempt: 1, reconciliation: { result: 'MATCHED' } });
    await targetOf(system, async (client) => {
      const { rows: stored } = await client.query('SELECT currency, positions::bigint, amount FROM outputs.by_currency_v1 ORDER BY currency');
      const { rows: wanted } = await client.query('SELECT currency, count(*) AS positions, sum(amount) AS amount FROM published.positions GROUP BY currency ORDER BY currency');
      expect(stored).toEqual(wanted);
      expect((await client.query('SELECT 1 FROM output_run')).rowCount).toBe(1);
    });
  }, 180_000);
});

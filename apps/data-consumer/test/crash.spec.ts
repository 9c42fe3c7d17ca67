import { Database } from '@syncline/database';
import { eventually, ownPostgres } from '@syncline/test-kit';
import { fileOf, startConsumer, startWorld } from './harness.ts';
import { migrations } from '../src/persistence/migrations/index.ts';
import { entities } from '../src/persistence/entities/index.ts';
import { DAY_ONE, townsDataset } from './towns.ts';

it('a database stopped hard in the middle of a load, and started again, costs time and nothing else', async () => {
  const world = await startWorld([townsDataset()]);
  const server = await ownPostgres({ durable: true });
  await server.createDatabase('consumer');
  const url = server.url('consumer');
  const migrator = await Database.open({ url, entities, migrations, applicationName: 'test' });
  await migrator.migrate();
  await migrator.close();
  const consumer = await startConsumer(world, url, { leaseMs: 2000 });
  try {
    await consumer.call('PUT', '/files/towns', fileOf(world, 'towns'));
    let served = 0;
    world.provider.record.onSettled(({ operation }) => {
      if (operation === 'getPart' && (served += 1) === 3) world.provider.faults.inject('getPart', { kind: 'delay', ms: 1000 }, 2);
    });
    const ended = world.platform.dispatch({ url: `${consumer.url}/api/v1/sync-jobs` }, { businessDate: DAY_ONE, everyMs: 200 });
    await eventually(() => expect(served).toBeGreaterThanOrEqual(3), { within: 10_000 });
    await server.restartImmediate();
    expect((await ended).end).toMatchObject({ attempt: 1, state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' }, files: [{ rowsLoaded: 3000, inserted: 3000 }] });
    expect((await consumer.call('POST', '/files/towns/verify')).body.result).toBe('MATCHED');
  } finally {
    await consumer.stop();
    await world.stop();
    await server.remove();
  }
}, 90_000);

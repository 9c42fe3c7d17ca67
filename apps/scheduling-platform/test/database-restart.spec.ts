import { eventually, ownPostgres } from '@syncline/test-kit';
import { aName, aTask, closed, onClose, proven } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('a database that stops hard and comes back', () => {
  it('loses nothing that was answered, and the platform goes on by itself', async () => {
    const server = await ownPostgres({ durable: true });
    await server.createDatabase('platform');
    const world = await PlatformWorld.create({ databaseUrl: server.url('platform') });
    try {
      const platform = await world.startNode();
      const type = aName('type');
      const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [{ ...onClose, type }] });
      await platform.call('PUT', `/tasks/${task.name}`, { body: task });
      const event = closed('2026-08-04', { type });
      const { body } = await platform.publish(event);
      const runId = body.occurrences[0]?.runId ?? '';
      await platform.until(runId, 'RUNNING');

      await server.restartImmediate();

      const called = world.target.of(runId).length;
      await eventually(async () => (await platform.report(runId, proven())).status === 200, { within: 15_000 });
      expect(await platform.run(runId)).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
      expect(called).toBeGreaterThan(0);
      expect((await platform.publish(event)).body).toMatchObject({ duplicate: true, occurrences: [{ runId }] });
      const next = await platform.publish(closed('2026-08-05', { type }));
      await platform.until(next.body.occurrences[0]?.runId ?? '', 'RUNNING');
    } finally {
      await world.close();
      await server.remove();
    }
  });
});

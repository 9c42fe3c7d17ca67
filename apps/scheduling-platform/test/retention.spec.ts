import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { LoopRegistry, type Loop } from '@syncline/service-kit';
import { recordLog } from '@syncline/service-kit/testing';
import { testEnvironment } from '@syncline/test-kit';
import { SchedulerRegistry } from '@nestjs/schedule';
import { AlertDeliveryEntity } from '../src/alerts/alert-delivery.entity.ts';
import { AlertEntity } from '../src/alerts/alert.entity.ts';
import { GroupRunEntity } from '../src/group-runs/group-run.entity.ts';
import { IdempotencyKeyEntity } from '../src/idempotency/idempotency-key.entity.ts';
import { MessageEntity } from '../src/messages/message.entity.ts';
import { NodeEntity } from '../src/nodes/node.entity.ts';
import { OccurrenceEntity } from '../src/occurrences/occurrence.entity.ts';
import { entities, migrations } from '../src/persistence/data-source.ts';
import { lockQueues } from '../src/persistence/sql/lock-queues.sql.ts';
import { loadPlatformConfig } from '../src/platform.config.ts';
import { Retention } from '../src/retention/retention.ts';
import { RunEventEntity } from '../src/runs/run-event.entity.ts';
import { RunQueueEntity } from '../src/runs/run-queue.entity.ts';
import { RunEntity } from '../src/runs/run.entity.ts';
import { ReceivedExpectationEntity } from '../src/triggers/received-expectation.entity.ts';
import { aName, aTask, closed, onClose, proven, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { aRequest, raise, resolve } from './support/raise-alerts.ts';

const DAY_MS = 86_400_000;

describe('retention', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let database: Database;
  let loop: Loop;

  // The node lives in the present; only what is cleared is looked at from the future.
  beforeEach(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    database = await Database.open({ url: world.databaseUrl, entities, migrations, applicationName: 'test' });
    const { logger } = recordLog();
    const loops = new LoopRegistry(new SchedulerRegistry(), logger);
    new Retention(loops, database, logger, loadPlatformConfig(testEnvironment()));
    loop = loops.get('retention');
  });
  afterEach(async () => {
    await database.close();
    await world.close();
  });

  const clear = async (days: number): Promise<void> => {
    database.setTestTime(new Date(Date.now() + days * DAY_MS));
    while (await loop.runOnce());
  };
  const count = async (entity: new () => object): Promise<number> => database.repository(entity).count();

  /** A run that came from a message and was proven. @returns its id and its message */
  const proveOne = async (type = aName('type')): Promise<{ runId: string; event: ReturnType<typeof closed>; task: string }> => {
    const task = aTask(world.target.url, { triggers: [{ ...onClose, type }] });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const event = closed('2026-08-04', { type });
    const { body } = await platform.publish(event);
    const runId = body.occurrences[0]?.runId ?? '';
    await platform.until(runId, 'RUNNING');
    await platform.report(runId, proven());
    return { runId, event, task: task.name };
  };

  it('removes a run with all that belongs to it, and keeps who sent what for good', async () => {
    const { event } = await proveOne();
    await database.repository(ReceivedExpectationEntity).insert({ expectedKey: 'EXPECTED:closed:-', messageId: randomUUID(), receivedAt: new Date() });
    await clear(399);
    expect([await count(RunEntity), await count(OccurrenceEntity), await count(ReceivedExpectationEntity)]).toEqual([1, 1, 1]);
    await clear(401);
    expect([await count(RunEntity), await count(RunEventEntity), await count(OccurrenceEntity), await count(ReceivedExpectationEntity)]).toEqual([0, 0, 0, 0]);
    expect(await database.repository(MessageEntity).find()).toMatchObject([{ eventJson: null, contentDigest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect((await platform.publish(event)).body).toMatchObject({ duplicate: true, occurrences: [] });
    expect(await platform.publish({ ...event, data: { other: true } })).toMatchObject({ status: 409, body: { code: 'MESSAGE_CONFLICT' } });
  });

  it('keeps what is active, what it came from, and every version of its task', async () => {
    const type = aName('type');
    const task = aTask(world.target.url, { triggers: [{ ...onClose, type }] });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const { body } = await platform.publish(closed('2026-08-04', { type }));
    await clear(4_000);
    expect(await platform.run(body.occurrences[0]?.runId ?? '')).toMatchObject({ task: task.name, taskVersion: 1 });
    expect(await count(OccurrenceEntity)).toBe(1);
  });

  it('waits with the text of a message for the run that still needs it', async () => {
    const { event } = await proveOne();
    const hours = 3_600_000;
    const [run] = await database.repository(RunEntity).find();
    await database.repository(RunEntity).update({ id: run?.id ?? '' }, { endedAt: new Date(Date.now() + 12 * hours) });
    await clear(400.25);
    expect(await database.repository(MessageEntity).find()).toMatchObject([{ eventJson: { id: event.id } }]);
    await clear(401);
    expect(await database.repository(MessageEntity).find()).toMatchObject([{ eventJson: null }]);
  });

  it('keeps what an open alert is about until it is resolved, and the alert as long again', async () => {
    const runs = [(await proveOne()).runId, (await proveOne()).runId];
    const requests = runs.map((id) => aRequest({ kind: 'OVERDUE', subject: { kind: 'RUN', id } }));
    const lost = aRequest({ kind: 'NOT_RECEIVED', subject: { kind: 'OCCURRENCE', id: (await database.repository(OccurrenceEntity).find())[1]?.id ?? '' } });
    await raise(platform, ...requests, lost);
    await resolve(platform, { cause: 'RUN_CANCELLED', runId: runs[0] ?? '' });
    await clear(401);
    expect((await database.repository(RunEntity).find()).map(({ id }) => id)).toEqual([runs[1]]);
    expect(await count(OccurrenceEntity)).toBe(1);
    expect((await database.repository(AlertEntity).find()).map(({ state }) => state)).toEqual(['OPEN', 'OPEN']);
  });

  it('removes a group run with its members, once none of them is young or has an open alert', async () => {
    const task = aTask(world.target.url);
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const group = { name: aName('group'), triggers: [], members: [{ task: task.name, mode: 'ASYNC' }] };
    await platform.call('PUT', `/task-groups/${group.name}`, { body: group });
    const { body } = await platform.call<{ groupRunId: string }>('POST', `/task-groups/${group.name}/runs`, { body: { businessDate: '2026-08-04' } });
    await platform.call('POST', `/group-runs/${body.groupRunId}/cancel`);
    expect([await count(GroupRunEntity), await count(RunEntity)]).toEqual([1, 1]);
    await database.dataSource.query(`UPDATE runs SET ended_at = now() + INTERVAL '10 days'`);
    await clear(405);
    expect([await count(GroupRunEntity), await count(RunEntity)]).toEqual([1, 1]);
    const [member] = await database.repository(RunEntity).find();
    await raise(platform, aRequest({ kind: 'SILENT', subject: { kind: 'RUN', id: member?.id ?? '' } }));
    await clear(411);
    expect([await count(GroupRunEntity), await count(RunEntity)]).toEqual([1, 1]);
    await resolve(platform, { cause: 'RUN_ENDED', runId: member?.id ?? '' });
    await clear(411);
    expect([await count(GroupRunEntity), await count(RunEntity), await count(OccurrenceEntity)]).toEqual([0, 0, 0]);
  });

  it('recognises a repeat of a request for 30 days and longer', async () => {
    const task = aTask(world.target.url);
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const start = () => platform.call<{ id: string }>('POST', `/tasks/${task.name}/runs`, { body: {}, headers: { 'idempotency-key': 'once' } });
    const first = await start();
    await clear(30.9);
    expect((await start()).body.id).toBe(first.body.id);
    await clear(31.1);
    expect(await count(IdempotencyKeyEntity)).toBe(0);
  });

  it('forgets nodes that left a week ago, and none that is there', async () => {
    await world.stopNode(await world.startNode('left'));
    await database.dataSource.query(`INSERT INTO nodes SELECT 'lost', gen_random_uuid(), version, 0, FALSE, now(), now(), now() FROM nodes WHERE id = 'left'`);
    const ids = async (): Promise<string[]> => (await database.repository(NodeEntity).find({ order: { id: 'ASC' } })).map(({ id }) => id);
    await clear(6);
    expect(await ids()).toEqual(['left', 'lost', 'node-1']);
    await database.repository(NodeEntity).update({ id: 'node-1' }, { lastSeenAt: new Date(Date.now() + 8 * DAY_MS), aliveUntil: new Date(Date.now() + 9 * DAY_MS) });
    await clear(8);
    expect(await ids()).not.toContain('left');
    expect(await ids()).not.toContain('lost');
  });

  it('takes no lock of a queue away that is used, or held', async () => {
    const task = aTask(world.target.url, { overlap: 'ALLOW' });
    const ended = await platform.startRun(task, { businessDate: '2026-08-04' });
    await platform.startRun(task, { businessDate: '2026-08-05' });
    await platform.call('POST', `/runs/${ended}/cancel`);
    await database.execute(lockQueues, { queueKeys: JSON.stringify([`${task.name}@2026-08-06`, `${task.name}@2026-08-07`, task.name]) });
    const keys = async (): Promise<string[]> => (await database.repository(RunQueueEntity).find({ order: { queueKey: 'ASC' } })).map(({ queueKey }) => queueKey.slice(task.name.length));
    await platform.node.app.get(Database).transaction(async (tx) => {
      await tx.execute(lockQueues, { queueKeys: JSON.stringify([`${task.name}@2026-08-06`]) });
      await clear(200);
    });
    expect(await keys()).toEqual(['', '@2026-08-05', '@2026-08-06']);
    await clear(200);
    expect(await keys()).toEqual(['', '@2026-08-05']);
  });

  it('gives up what was to be told to a channel that nobody serves', async () => {
    const [alert] = await raise(platform, aRequest());
    const now = new Date();
    await database.repository(AlertDeliveryEntity).insert({ alertId: alert?.id ?? randomUUID(), channel: 'webhook:gone', step: 1, state: 'PENDING', tries: 3, dueAt: now, giveUpAt: now });
    await clear(0.01);
    expect(await database.repository(AlertDeliveryEntity).find()).toMatchObject([{ state: 'PENDING' }]);
    await clear(0.1);
    expect(await database.repository(AlertDeliveryEntity).find()).toMatchObject([{ state: 'GIVEN_UP', dueAt: null, lastError: expect.stringContaining('No node') }]);
  });

  it('clears many in small portions, from several nodes at once', async () => {
    const { runId } = await proveOne();
    await database.dataSource.query(
      `INSERT INTO runs SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()))).* FROM runs r, generate_series(1, 1000) WHERE r.id = $1`, [runId],
    );
    await database.dataSource.query(`UPDATE runs SET id = CAST('00' || SUBSTR(CAST(id AS text), 3) AS uuid)`);
    await Promise.all([clear(401), clear(401), clear(401)]);
    expect(await count(RunEntity)).toBe(0);
  });
});

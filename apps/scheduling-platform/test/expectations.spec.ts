import type { Alert, Occurrence } from '@syncline/contract';
import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { eventually } from '@syncline/test-kit';
import { aName, aTask, closed, onClose, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { stepClock, storyOf, untilStory } from './support/story.ts';

// Time only goes forward from test to test: a turn that began before a step back would still see what lies ahead.
describe('messages that are expected', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let nodes: PlatformClient[];
  let itIs: (time: string) => void;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    nodes = [await world.startNode('node-1'), await world.startNode('node-2')];
    platform = nodes[0] as PlatformClient;
    itIs = stepClock(nodes);
    await platform.call('PUT', '/calendars/expected', { body: { name: 'expected', timeZone: 'Europe/London', holidays: ['2026-12-25'], validUntil: '2027-12-31' } });
  });
  // Or all of them would be missed by years in the last test.
  afterEach(async () => {
    for (const name of made.splice(0)) await platform.call('PUT', `/tasks/${name}`, { body: { ...aTask(world.target.url), name } });
  });
  afterAll(() => world.close());

  const made: string[] = [];

  const by = (changes: object = {}) => ({ time: '19:30', timeZone: 'Europe/London', ...changes });
  const make = async (expectedBy: object, changes: object = {}): Promise<{ task: string; type: string }> => {
    const type = aName('announced');
    const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [{ ...onClose, type, expectedBy, ...changes }] });
    expect((await platform.call('PUT', `/tasks/${task.name}`, { body: task })).status).toBe(201);
    made.push(task.name);
    return { task: task.name, type };
  };
  const announce = async (type: string, businessDate: string): Promise<void> => {
    expect((await platform.publish(closed(businessDate, { type }))).status).toBe(202);
  };
  const alertsOf = async (owner: string, query = ''): Promise<Alert[]> =>
    (await platform.call<{ items: Alert[] }>('GET', `/alerts?kind=NOT_RECEIVED&limit=500${query}`)).body.items.filter(({ task, group }) => (task ?? group) === owner).reverse();

  it('are noticed when they do not come, once, with an alert that their coming resolves', async () => {
    itIs('2026-08-04T12:00:00Z');
    const { task, type } = await make(by());
    itIs('2026-08-04T18:29:59Z');
    const witness = await make(by({ time: '19:29' }));
    itIs('2026-08-04T18:30:00Z');
    await untilStory(platform, task, ['08-04T18:30:00 NOT_RECEIVED 2026-08-04']);
    expect(await storyOf(platform, witness.task)).toEqual([]);
    const [occurrence] = await platform.occurrences(task);
    expect(occurrence).toMatchObject({ trigger: 'message', runId: null, messageId: null, detail: `No message ${type} for 2026-08-04 had come by 19:30 Europe/London (2026-08-04T18:30:00Z).` });
    expect(await alertsOf(task)).toMatchObject([{ state: 'OPEN', businessDate: '2026-08-04', occurrenceId: occurrence?.id }]);
    await announce(type, '2026-08-03');
    expect(await alertsOf(task)).toMatchObject([{ state: 'OPEN' }]);
    await announce(type, '2026-08-04');
    expect(await alertsOf(task)).toMatchObject([{ state: 'RESOLVED' }]);
    itIs('2026-08-05T18:30:00Z');
    await eventually(async () => (await alertsOf(task)).length === 2);
    expect((await storyOf(platform, task)).filter((line) => line.includes('NOT_RECEIVED'))).toEqual(['08-04T18:30:00 NOT_RECEIVED 2026-08-04', '08-05T18:30:00 NOT_RECEIVED 2026-08-05']);
  });

  it('are not missed when they came in time, whatever came of them', async () => {
    itIs('2026-08-06T12:00:00Z');
    const [fired, paused, missing] = [await make(by()), await make(by()), await make(by())];
    await platform.call('POST', `/tasks/${paused.task}/pause`);
    await announce(fired.type, '2026-08-06');
    await announce(paused.type, '2026-08-06');
    itIs('2026-08-06T18:30:00Z');
    await untilStory(platform, missing.task, ['08-06T18:30:00 NOT_RECEIVED 2026-08-06']);
    expect(await storyOf(platform, fired.task)).toEqual(['08-06T12:00:00 FIRED 2026-08-06']);
    expect(await storyOf(platform, paused.task)).toEqual(['08-06T12:00:00 SKIPPED_PAUSED 2026-08-06']);
    expect([...(await alertsOf(fired.task)), ...(await alertsOf(paused.task))]).toEqual([]);
  });

  it('are expected no more on a day that has become a holiday', async () => {
    itIs('2026-08-10T08:00:00Z');
    await platform.call('PUT', '/calendars/changing', { body: { name: 'changing', timeZone: 'Europe/London', validUntil: '2027-12-31' } });
    const { task } = await make(by({ calendar: 'changing' }));
    await platform.call('PUT', '/calendars/changing', { body: { name: 'changing', timeZone: 'Europe/London', holidays: ['2026-08-10'], validUntil: '2027-12-31' } });
    itIs('2026-08-11T18:30:00Z');
    await untilStory(platform, task, ['08-11T18:30:00 NOT_RECEIVED 2026-08-11']);
  });

  it('without a business date are any of that day', async () => {
    itIs('2026-08-12T12:00:00Z');
    const [came, missing] = [await make(by(), { businessDate: null }), await make(by(), { businessDate: null })];
    await announce(came.type, '1999-01-01');
    itIs('2026-08-12T18:30:00Z');
    await untilStory(platform, missing.task, ['08-12T18:30:00 NOT_RECEIVED -']);
    expect(await storyOf(platform, came.task)).toEqual(['08-12T12:00:00 FIRED -']);
    itIs('2026-08-13T18:30:00Z');
    await untilStory(platform, came.task, ['08-12T12:00:00 FIRED -', '08-13T18:30:00 NOT_RECEIVED -']);
    await announce(missing.type, '1999-01-01');
    expect(await alertsOf(missing.task)).toMatchObject([{ state: 'RESOLVED' }, { state: 'RESOLVED' }]);
  });

  it('resolve an alert that was raised while they were being taken in', async () => {
    itIs('2026-09-01T12:00:00Z');
    const { task, type } = await make(by());
    itIs('2026-09-01T18:30:00Z');
    await untilStory(platform, task, ['09-01T18:30:00 NOT_RECEIVED 2026-09-01']);
    const { dataSource } = platform.node.app.get(Database);
    const [row] = await dataSource.query<{ mend_key: string }[]>(`SELECT mend_key FROM alerts WHERE task = $1`, [task]);
    await announce(type, '2026-09-01');
    // As if the transaction of the message had not seen the alert: it stands open again.
    const [alert] = await alertsOf(task);
    expect(alert?.state).toBe('RESOLVED');
    await dataSource.query(`UPDATE alerts SET state = 'OPEN', resolved_at = NULL, open_key = 'NOT_RECEIVED:' || occurrence_id, mend_key = $1 WHERE id = $2`, [row?.mend_key, alert?.id]);
    await eventually(async () => (await alertsOf(task))[0]?.state === 'RESOLVED');
  });

  it('have not come when another trigger of the same task fired', async () => {
    itIs('2026-09-08T12:00:00Z');
    const [type, other] = [aName('announced'), aName('announced')];
    const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [{ ...onClose, type, expectedBy: by() }, { ...onClose, type: other, expectedBy: by({ time: '19:29' }) }] });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    made.push(task.name);
    itIs('2026-09-08T12:00:01Z');
    await announce(other, '2026-09-08');
    itIs('2026-09-08T18:30:00Z');
    await untilStory(platform, task.name, ['09-08T12:00:01 FIRED 2026-09-08', '09-08T18:30:00 NOT_RECEIVED 2026-09-08']);
    await announce(other, '2026-09-08');
    expect(await alertsOf(task.name)).toMatchObject([{ state: 'OPEN' }]);
    await announce(type, '2026-09-08');
    expect(await alertsOf(task.name)).toMatchObject([{ state: 'RESOLVED' }]);
  });

  it('have come when they came before anybody expected them', async () => {
    itIs('2026-09-15T12:00:00Z');
    const [{ task, type }, witness] = [await make(by()), await make(by())];
    const put = (expectedBy: object | null) => platform.call('PUT', `/tasks/${task}`, { body: { ...aTask(world.target.url), name: task, triggers: [{ ...onClose, type, expectedBy }] } });
    await put(null);
    await announce(type, '2026-09-15');
    itIs('2026-09-15T13:00:00Z');
    await put(by());
    itIs('2026-09-15T18:30:00Z');
    await untilStory(platform, witness.task, ['09-15T18:30:00 NOT_RECEIVED 2026-09-15']);
    expect(await storyOf(platform, task)).toEqual(['09-15T12:00:00 FIRED 2026-09-15']);
  });

  it('are recorded of a trigger that is changed or deleted before anybody looked', async () => {
    itIs('2026-10-05T12:00:00Z');
    const [changed, deleted] = [await make(by()), await make(by())];
    const loops = nodes.map(({ node }) => node.app.get(LoopRegistry).get('expectations'));
    await Promise.all(loops.map((loop) => loop.stop()));
    await announce(deleted.type, '2026-10-05');
    itIs('2026-10-06T18:30:00Z');
    const later = { ...aTask(world.target.url), name: changed.task, triggers: [{ ...onClose, type: changed.type, expectedBy: by({ time: '20:00' }) }] };
    expect((await platform.call('PUT', `/tasks/${changed.task}`, { body: later })).status).toBe(200);
    await platform.call('POST', `/tasks/${deleted.task}/pause`);
    await eventually(async () => expect((await platform.call('DELETE', `/tasks/${deleted.task}`)).status).toBe(204));
    for (const loop of loops) loop.start();
    expect(await storyOf(platform, changed.task)).toEqual(['10-05T18:30:00 NOT_RECEIVED 2026-10-05', '10-06T18:30:00 NOT_RECEIVED 2026-10-06']);
    expect(await alertsOf(changed.task)).toMatchObject([{ state: 'OPEN', businessDate: '2026-10-05' }, { state: 'OPEN', businessDate: '2026-10-06' }]);
    expect(await storyOf(platform, deleted.task)).toEqual(['10-05T12:00:00 FIRED 2026-10-05', '10-06T18:30:00 NOT_RECEIVED 2026-10-06']);
    expect(await alertsOf(deleted.task)).toMatchObject([{ state: 'OPEN', businessDate: '2026-10-06' }]);
    itIs('2026-10-06T19:00:00Z');
    await untilStory(platform, changed.task, ['10-05T18:30:00 NOT_RECEIVED 2026-10-05', '10-06T18:30:00 NOT_RECEIVED 2026-10-06', '10-06T19:00:00 NOT_RECEIVED 2026-10-06']);
  });

  it('are expected on business days, so many business days after their date', async () => {
    itIs('2026-12-22T08:00:00Z');
    const { task } = await make(by({ calendar: 'expected', daysAfterBusinessDate: 1, time: '07:00' }));
    itIs('2026-12-29T12:00:00Z');
    // Christmas and the weekend are no business days. What was due at 07:00 on the 22nd was due before the trigger was made.
    await untilStory(platform, task, ['12-23T07:00:00 NOT_RECEIVED 2026-12-22', '12-24T07:00:00 NOT_RECEIVED 2026-12-23', '12-28T07:00:00 NOT_RECEIVED 2026-12-24', '12-29T07:00:00 NOT_RECEIVED 2026-12-28']);
  });

  it('are recorded after a long time in which nobody looked, and of groups', async () => {
    itIs('2027-01-11T12:00:00Z');
    const member = aTask(world.target.url);
    await platform.call('PUT', `/tasks/${member.name}`, { body: member });
    const group = aName('group');
    const type = aName('announced');
    await platform.call('PUT', `/task-groups/${group}`, { body: { name: group, members: [{ task: member.name, mode: 'ASYNC' }], triggers: [{ ...onClose, type, expectedBy: by() }] } });
    const { task } = await make(by());
    itIs('2029-01-11T12:00:00Z');
    await eventually(async () => {
      const { body } = await platform.call<{ items: Occurrence[] }>('GET', `/occurrences?group=${group}&limit=500&outcome=NOT_RECEIVED&from=2029-01-04T00:00:00Z`);
      expect(body.items.map(({ businessDate }) => businessDate)).toEqual(['2029-01-10', '2029-01-09', '2029-01-08', '2029-01-07', '2029-01-06', '2029-01-05', '2029-01-04']);
    });
    await eventually(async () => (await platform.call<{ items: Occurrence[] }>('GET', `/occurrences?task=${task}&limit=500&outcome=NOT_RECEIVED&from=2028-01-11T00:00:00Z`)).body.items.length === 366);
    await announce(type, '2029-01-09');
    expect((await alertsOf(group, '&state=RESOLVED')).map(({ businessDate }) => businessDate)).toEqual(['2029-01-09']);
  });
});

import type { Alert, Occurrence } from '@syncline/contract';
import { LoopRegistry } from '@syncline/service-kit';
import { eventually } from '@syncline/test-kit';
import { aName, aTask, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { stepClock, storyOf, untilStory } from './support/story.ts';

/** Time only goes forward from test to test. Nobody looks while the platform is down: the clock of the database is stepped over hours and days. */
describe('misfires', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let itIs: (time: string) => void;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    itIs = stepClock([platform]);
  });
  afterAll(() => world.close());

  const daily = (changes: object = {}) => ({ kind: 'cron', expression: '0 0 18 * * *', timeZone: 'Europe/London', businessDate: 'SAME_DAY', ...changes });
  const make = async (triggers: object[], overlap = 'ALLOW'): Promise<string> => {
    const task = aTask(world.target.url, { overlap, triggers });
    expect((await platform.call('PUT', `/tasks/${task.name}`, { body: task })).status).toBe(201);
    return task.name;
  };
  const alertsOf = async (task: string): Promise<Alert[]> => (await platform.call<{ items: Alert[] }>('GET', '/alerts?kind=MISFIRED&limit=500')).body.items.filter((alert) => alert.task === task).reverse();
  const count = async (task: string, outcome: string): Promise<number> => {
    let total = 0;
    for (let cursor = ''; ; ) {
      const { body } = await platform.call<{ items: Occurrence[]; nextCursor: string | null }>('GET', `/occurrences?task=${task}&outcome=${outcome}&limit=500${cursor}`);
      total += body.items.length;
      if (body.nextCursor === null) return total;
      cursor = `&cursor=${body.nextCursor}`;
    }
  };

  it('FIRE_ONCE: the newest fires late, the others go into its run', async () => {
    itIs('2026-11-16T12:00:00Z');
    const task = await make([daily()]);
    itIs('2026-11-19T12:00:00Z');
    await untilStory(platform, task, ['11-16T18:00:00 COALESCED 2026-11-16', '11-17T18:00:00 COALESCED 2026-11-17', '11-18T18:00:00 FIRED_LATE 2026-11-18']);
    const [newest, ...others] = await platform.occurrences(task);
    expect(newest).toMatchObject({ runId: expect.any(String), detail: expect.stringContaining('64800 s') });
    expect(others.map(({ runId }) => runId)).toEqual([newest?.runId, newest?.runId]);
    expect(others[0]?.detail).toContain('2026-11-18T18:00:00Z');
    expect(await alertsOf(task)).toEqual([]);
  });

  it('FIRE_ALL: the newest so many fire late, each for its date; older ones are misfires, each with an alert', async () => {
    itIs('2026-11-23T12:00:00Z');
    const task = await make([daily({ misfire: 'FIRE_ALL', maxCatchUp: 2 })], 'QUEUE');
    itIs('2026-11-27T12:00:00Z');
    await untilStory(platform, task, ['11-23T18:00:00 MISFIRED 2026-11-23', '11-24T18:00:00 MISFIRED 2026-11-24', '11-25T18:00:00 FIRED_LATE 2026-11-25', '11-26T18:00:00 FIRED_LATE 2026-11-26']);
    // The second waits for the first; it fired all the same.
    expect((await platform.occurrences(task))[0]).toMatchObject({ runId: expect.any(String), detail: expect.stringContaining('Another run of the task is active') });
    const alerts = await alertsOf(task);
    expect(alerts).toMatchObject([{ businessDate: '2026-11-23', state: 'OPEN', runId: null }, { businessDate: '2026-11-24', occurrenceId: expect.any(String) }]);
    expect(alerts[0]?.detail).toContain('only the newest 2 are caught up with');
  });

  it('FIRE_ALL: each has a run of its own, also where nothing but the moment tells them apart', async () => {
    itIs('2026-11-28T12:00:00Z');
    const task = await make([daily({ misfire: 'FIRE_ALL', businessDate: null })], 'QUEUE');
    itIs('2026-11-30T20:00:00Z');
    await untilStory(platform, task, ['11-28T18:00:00 FIRED_LATE -', '11-29T18:00:00 FIRED_LATE -', '11-30T18:00:00 FIRED_LATE -']);
    expect(new Set((await platform.occurrences(task)).map(({ runId }) => runId)).size).toBe(3);
  });

  it('SKIP, and what is later than allowed, fire nothing', async () => {
    itIs('2026-12-01T12:00:00Z');
    const [skip, late] = [await make([daily({ misfire: 'SKIP' })]), await make([daily({ maxLateness: 'PT2H' })])];
    itIs('2026-12-02T20:00:00Z');
    await untilStory(platform, skip, ['12-01T18:00:00 MISFIRED 2026-12-01', '12-02T18:00:00 MISFIRED 2026-12-02']);
    await untilStory(platform, late, ['12-01T18:00:00 MISFIRED 2026-12-01', '12-02T18:00:00 FIRED_LATE 2026-12-02']);
    itIs('2026-12-03T18:00:05Z');
    await untilStory(platform, skip, ['12-01T18:00:00 MISFIRED 2026-12-01', '12-02T18:00:00 MISFIRED 2026-12-02', '12-03T18:00:00 FIRED 2026-12-03']);
  });

  it('intervals fire once for all that were missed', async () => {
    itIs('2026-12-09T10:00:00Z');
    const task = await make([{ kind: 'interval', every: 'PT1H' }]);
    itIs('2026-12-09T12:30:00Z');
    await untilStory(platform, task, ['12-09T11:00:00 COALESCED -', '12-09T12:00:00 FIRED_LATE -']);
  });

  it('are recorded of a trigger that is changed before anybody looked', async () => {
    itIs('2026-12-14T12:00:00Z');
    const task = await make([daily({ misfire: 'FIRE_ALL' })]);
    const loop = platform.node.app.get(LoopRegistry).get('time-triggers');
    await loop.stop();
    itIs('2026-12-16T12:00:00Z');
    await platform.call('PUT', `/tasks/${task}`, { body: { ...aTask(world.target.url), name: task, triggers: [{ ...daily(), expression: '0 0 19 * * *' }] } });
    loop.start();
    await untilStory(platform, task, ['12-14T18:00:00 MISFIRED 2026-12-14', '12-15T18:00:00 MISFIRED 2026-12-15']);
    expect((await alertsOf(task)).length).toBe(2);
    itIs('2026-12-16T19:00:01Z');
    await untilStory(platform, task, ['12-14T18:00:00 MISFIRED 2026-12-14', '12-15T18:00:00 MISFIRED 2026-12-15', '12-16T19:00:00 FIRED 2026-12-16']);
  });

  it('are recorded of a trigger that is changed in the seconds in which it is due: it would have fired', async () => {
    itIs('2026-12-17T12:00:00Z');
    const task = await make([daily()]);
    const loop = platform.node.app.get(LoopRegistry).get('time-triggers');
    await loop.stop();
    itIs('2026-12-17T18:00:02Z');
    await platform.call('PUT', `/tasks/${task}`, { body: { ...aTask(world.target.url), name: task, triggers: [{ ...daily(), expression: '0 0 19 * * *' }] } });
    loop.start();
    await untilStory(platform, task, ['12-17T18:00:00 MISFIRED 2026-12-17']);
    expect((await platform.occurrences(task))[0]?.detail).toBe('The trigger was changed 2 s after this was due, before it fired.');
    expect(await alertsOf(task)).toMatchObject([{ state: 'OPEN', businessDate: '2026-12-17' }]);
  });

  it('are recorded of tasks and groups that are deleted before anybody looked', async () => {
    itIs('2026-12-18T12:00:00Z');
    const [task, member] = [await make([daily()]), await make([])];
    const group = aName('group');
    expect((await platform.call('PUT', `/task-groups/${group}`, { body: { name: group, members: [{ task: member, mode: 'ASYNC' }], triggers: [{ kind: 'interval', every: 'PT24H' }] } })).status).toBe(201);
    const loop = platform.node.app.get(LoopRegistry).get('time-triggers');
    await loop.stop();
    itIs('2026-12-19T18:00:01Z');
    expect((await platform.call('DELETE', `/tasks/${task}`)).status).toBe(204);
    expect((await platform.call('DELETE', `/task-groups/${group}`)).status).toBe(204);
    loop.start();
    await untilStory(platform, task, ['12-18T18:00:00 MISFIRED 2026-12-18', '12-19T18:00:00 MISFIRED 2026-12-19']);
    expect((await alertsOf(task)).map(({ detail }) => detail)).toEqual([
      'The firing of 2026-12-18T18:00:00Z did not happen. The trigger was deleted 86401 s after this was due, before it fired.',
      'The firing of 2026-12-19T18:00:00Z did not happen. The trigger was deleted 1 s after this was due, before it fired.',
    ]);
    await eventually(async () => {
      const { body } = await platform.call<{ items: Occurrence[] }>('GET', `/occurrences?group=${group}`);
      expect(body.items).toMatchObject([{ outcome: 'MISFIRED', scheduledFor: '2026-12-19T12:00:00.000Z' }]);
    });
  });

  it('asks the calendar about what was missed, and the pause', async () => {
    await platform.call('PUT', '/calendars/misfires', { body: { name: 'misfires', timeZone: 'Europe/London', holidays: ['2026-12-24'], validUntil: '2027-12-31' } });
    itIs('2026-12-22T19:00:00Z');
    const [open, paused] = [await make([daily({ calendar: 'misfires' })]), await make([daily({ calendar: 'misfires' })])];
    await platform.call('POST', `/tasks/${paused}/pause`);
    itIs('2026-12-25T12:00:00Z');
    await untilStory(platform, open, ['12-23T18:00:00 FIRED_LATE 2026-12-23', '12-24T18:00:00 SKIPPED_CALENDAR 2026-12-24']);
    await untilStory(platform, paused, ['12-23T18:00:00 SKIPPED_PAUSED 2026-12-23', '12-24T18:00:00 SKIPPED_CALENDAR 2026-12-24']);
  });

  it('writes down hours of every second in portions, the newest firing first, with alerts that do not drown anybody', async () => {
    itIs('2026-12-30T10:00:00Z');
    const task = await make([{ ...daily({ maxLateness: 'PT1M' }), expression: '* * * * * *' }]);
    itIs('2026-12-30T10:30:00Z');
    await eventually(async () => (await count(task, 'FIRED_LATE')) === 1);
    await eventually(async () => (await count(task, 'MISFIRED')) === 1739, { within: 15_000 });
    const alerts = await alertsOf(task);
    expect(alerts.length).toBe(100);
    expect(alerts.at(-1)?.detail).toContain('since 2026-12-30T10:00:01Z');
    // 60 s are allowed: of the 55 that were late within them the newest fired; those of the last 5 s were on time.
    const all = await storyOf(platform, task);
    expect(all.length).toBe(500);
    expect((await count(task, 'COALESCED')) + (await count(task, 'FIRED'))).toBe(60);
    await platform.call('POST', `/tasks/${task}/pause`);
  });
});

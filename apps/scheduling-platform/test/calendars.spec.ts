import type { Calendar } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { aName, aTask, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { stepClock, untilStory } from './support/story.ts';

describe('calendars', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let itIs: (time: string) => void;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    itIs = stepClock([platform]);
  });
  afterAll(() => world.close());

  const aCalendar = (changes: object = {}) => ({ name: aName('calendar'), timeZone: 'Europe/London', validUntil: '2027-12-31', ...changes });
  const put = (calendar: { name: string }, headers: Record<string, string> = {}) =>
    platform.call<Calendar & { code: string; errors: { pointer: string; detail: string }[] }>('PUT', `/calendars/${calendar.name}`, { body: calendar, headers });

  it('are made, changed, listed and taken away like every definition', async () => {
    const calendar = aCalendar({ holidays: ['2026-12-25'] });
    const made = await put(calendar);
    expect([made.status, made.body.version]).toEqual([201, 1]);
    expect(made.body).toMatchObject({ ...calendar, weekend: ['SAT', 'SUN'], halfDays: [] });
    expect(await put(calendar)).toMatchObject({ status: 200, body: { version: 1 } });
    expect((await put({ ...calendar, holidays: [] } as typeof calendar, { 'if-match': '"7"' })).status).toBe(412);
    expect((await put({ ...calendar, holidays: [] } as typeof calendar, { 'if-match': '"1"' })).body.version).toBe(2);
    expect((await platform.call<Calendar>('GET', `/calendars/${calendar.name}`)).body).toMatchObject({ holidays: [], version: 2 });
    expect((await platform.call<{ items: Calendar[] }>('GET', '/calendars?limit=1')).body.items[0]?.name).toBe(calendar.name);
    expect((await platform.call('DELETE', `/calendars/${calendar.name}`)).status).toBe(204);
    expect((await platform.call('GET', `/calendars/${calendar.name}`)).status).toBe(404);
  });

  it('are made once even by many at the same time', async () => {
    const calendar = aCalendar();
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(calendar)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
  });

  it.each<[string, object, number, string]>([
    ['no end', { validUntil: undefined }, 400, '/validUntil'],
    ['an end that is no date', { validUntil: '2026-02-30' }, 400, '/validUntil'],
    ['a holiday that is no date', { holidays: ['2026-12-25', 'Christmas'] }, 400, '/holidays/1'],
    ['a holiday twice', { holidays: ['2026-12-25', '2026-12-25'] }, 400, '/holidays/1'],
    ['a half day that is a holiday', { holidays: ['2026-12-24'], halfDays: [{ date: '2026-12-24', closesAt: '12:30' }] }, 400, '/halfDays/0/date'],
    ['a half day twice', { halfDays: [{ date: '2026-12-24', closesAt: '12:30' }, { date: '2026-12-24', closesAt: '13:00' }] }, 400, '/halfDays/1'],
    ['a half day that closes at no time', { halfDays: [{ date: '2026-12-24', closesAt: 'noon' }] }, 400, '/halfDays/0/closesAt'],
    ['a week that is all weekend', { weekend: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] }, 400, '/weekend'],
    ['more holidays than a calendar has', { holidays: Array.from({ length: 5_001 }, (_, day) => new Date(day * 86_400_000).toISOString().slice(0, 10)) }, 400, '/holidays'],
    ['a zone that does not exist', { timeZone: 'Europe/Atlantis' }, 422, '/timeZone'],
    ['a member that nobody knows', { easter: true }, 400, '/easter'],
  ])('are refused with %s', async (_, changes, status, pointer) => {
    const calendar = aCalendar(changes);
    const answer = await put(calendar);
    expect([answer.status, answer.body.errors[0]?.pointer]).toEqual([status, pointer]);
    expect((await platform.call('GET', `/calendars/${calendar.name}`)).status).toBe(404);
  });

  it.each<[string, (calendar: string) => object]>([
    ['a trigger', (calendar) => ({ triggers: [{ kind: 'cron', expression: '0 0 18 * * *', timeZone: 'Europe/London', calendar }] })],
    ['what is expected', (calendar) => ({ triggers: [{ kind: 'message', type: 'x', expectedBy: { time: '18:00', timeZone: 'Europe/London', calendar } }] })],
    ['a deadline', (calendar) => ({ deadlines: { overdueAt: { time: '18:00', timeZone: 'Europe/London', calendar } } })],
  ])('stay while %s names them', async (_, changes) => {
    const calendar = aCalendar();
    await put(calendar);
    const task = aTask(world.target.url);
    await platform.call('PUT', `/tasks/${task.name}`, { body: { ...task, ...changes(calendar.name) } });
    const refused = await platform.call<{ code: string; detail: string }>('DELETE', `/calendars/${calendar.name}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'IN_USE']);
    expect(refused.body.detail).toContain(`task ${task.name}`);
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    expect((await platform.call('DELETE', `/calendars/${calendar.name}`)).status).toBe(204);
  });

  it('are there for whoever names them, whoever takes them away in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const calendar = aCalendar();
      await put(calendar);
      const task = aTask(world.target.url, { triggers: [{ kind: 'cron', expression: '0 0 18 * * *', timeZone: 'Europe/London', calendar: calendar.name }] });
      const [made, taken] = await Promise.all([platform.call('PUT', `/tasks/${task.name}`, { body: task }), platform.call('DELETE', `/calendars/${calendar.name}`)]);
      expect([[201, 409], [422, 204]]).toContainEqual([made.status, taken.status]);
    }
  });

  it('say at the moment of a firing whether it happens, changed or not; what has ended is said', async () => {
    itIs('2026-11-18T12:00:00Z');
    const calendar = aCalendar({ holidays: ['2026-11-18'], validUntil: '2026-11-20' });
    await put(calendar);
    const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [{ kind: 'cron', expression: '0 0 18 * * *', timeZone: 'Europe/London', calendar: calendar.name, businessDate: 'SAME_DAY' }] });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    const story: string[] = [];
    const day = async (date: string, outcome: string) => {
      itIs(`${date}T18:00:01Z`);
      story.push(`${date.slice(5)}T18:00:00 ${outcome} ${date}`);
      await untilStory(platform, task.name, story);
      return (await platform.occurrences(task.name))[0];
    };
    expect(await day('2026-11-18', 'SKIPPED_CALENDAR')).toMatchObject({ runId: null, detail: `2026-11-18 is a holiday of calendar ${calendar.name}.` });
    await put({ ...calendar, holidays: [], halfDays: [{ date: '2026-11-20', closesAt: '12:00' }] } as typeof calendar);
    expect(await day('2026-11-19', 'FIRED')).toMatchObject({ detail: null });
    expect((await day('2026-11-20', 'SKIPPED_CALENDAR'))?.detail).toContain('half day');
    expect((await day('2026-11-21', 'SKIPPED_CALENDAR'))?.detail).toContain('weekend');
    await day('2026-11-22', 'SKIPPED_CALENDAR');
    expect((await day('2026-11-23', 'FIRED'))?.detail).toContain(`Calendar ${calendar.name} has ended on 2026-11-20`);
  });

  it('count the days of a deadline', async () => {
    itIs('2026-12-24T12:00:00Z');
    const calendar = aCalendar({ holidays: ['2026-12-25', '2026-12-28'] });
    await put(calendar);
    const overdueAt = { time: '09:00', timeZone: 'Europe/London', calendar: calendar.name, daysAfterBusinessDate: 1 };
    const runId = await platform.startRun(aTask(world.target.url, { deadlines: { overdueAt, failAfter: 'P30D' } }), { businessDate: '2026-12-24' });
    const witness = await platform.startRun(aTask(world.target.url, { deadlines: { overdueAt: { ...overdueAt, calendar: null }, failAfter: 'P30D' } }), { businessDate: '2026-12-27' });
    itIs('2026-12-28T09:00:01Z');
    await eventually(async () => (await platform.alerts(witness)).some(({ kind }) => kind === 'OVERDUE'));
    expect((await platform.alerts(runId)).filter(({ kind }) => kind === 'OVERDUE')).toEqual([]);
    itIs('2026-12-29T09:00:01Z');
    await eventually(async () => (await platform.alerts(runId)).some(({ kind }) => kind === 'OVERDUE'));
  });
});

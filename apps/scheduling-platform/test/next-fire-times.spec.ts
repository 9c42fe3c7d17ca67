import type { NextFireTimes } from '@syncline/contract';
import { aTask, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { stepClock } from './support/story.ts';

describe('next fire times', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let itIs: (time: string) => void;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    itIs = stepClock([platform]);
    await platform.call('PUT', '/calendars/next-times', {
      body: { name: 'next-times', timeZone: 'Europe/London', holidays: ['2026-12-25', '2026-12-28'], halfDays: [{ date: '2026-12-24', closesAt: '12:30' }], validUntil: '2027-12-31' },
    });
  });
  afterAll(() => world.close());

  const of = async (triggers: object[], query = '') => {
    const task = aTask(world.target.url, { triggers });
    expect((await platform.call('PUT', `/tasks/${task.name}`, { body: task })).status).toBe(201);
    const { body } = await platform.call<NextFireTimes>('GET', `/tasks/${task.name}/next-fire-times${query}`);
    return body.items.map(({ firesAt, nominal, businessDate, outcome }) => `${firesAt.slice(0, 19)}Z ${nominal.slice(5)} ${businessDate ?? '-'} ${outcome}`);
  };
  const evening = { kind: 'cron', expression: '0 30 18 * * MON-FRI', timeZone: 'Europe/London' };

  it('show holidays, half days and business dates', async () => {
    itIs('2026-12-23T12:00:00Z');
    expect(await of([{ ...evening, calendar: 'next-times', businessDate: 'NEXT_BUSINESS_DAY' }], '?count=5')).toEqual([
      '2026-12-23T18:30:00Z 12-23T18:30:00 2026-12-24 FIRED',
      '2026-12-24T18:30:00Z 12-24T18:30:00 2026-12-29 SKIPPED_CALENDAR',
      '2026-12-25T18:30:00Z 12-25T18:30:00 2026-12-29 SKIPPED_CALENDAR',
      '2026-12-28T18:30:00Z 12-28T18:30:00 2026-12-29 SKIPPED_CALENDAR',
      '2026-12-29T18:30:00Z 12-29T18:30:00 2026-12-30 FIRED',
    ]);
  });

  it('show changes of clocks, each with the wall time that it stands for', async () => {
    itIs('2027-03-27T00:00:00Z');
    expect(await of([{ kind: 'cron', expression: '0 30 1 * * *', timeZone: 'Europe/London', businessDate: 'PREVIOUS_BUSINESS_DAY' }], '?count=3')).toEqual([
      '2027-03-27T01:30:00Z 03-27T01:30:00 2027-03-26 FIRED',
      '2027-03-28T01:00:00Z 03-28T01:30:00 2027-03-26 FIRED',
      '2027-03-29T00:30:00Z 03-29T01:30:00 2027-03-26 FIRED',
    ]);
  });

  it('merge all triggers of the task by time; messages have none', async () => {
    itIs('2026-11-18T18:00:00Z');
    const interval = { kind: 'interval', every: 'PT20M' };
    expect(await of([{ ...evening, businessDate: 'SAME_DAY' }, interval, { kind: 'message', type: 'x' }], '?count=3')).toEqual([
      '2026-11-18T18:20:00Z 11-18T18:20:00 - FIRED',
      '2026-11-18T18:30:00Z 11-18T18:30:00 2026-11-18 FIRED',
      '2026-11-18T18:40:00Z 11-18T18:40:00 - FIRED',
    ]);
    expect((await of([interval])).length).toBe(10);
    expect((await of([interval], '?count=100')).length).toBe(100);
    expect(await of([{ kind: 'message', type: 'x' }])).toEqual([]);
  });

  it('are refused in part, and of a task that is not there', async () => {
    const task = aTask(world.target.url);
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    for (const count of ['0', '101', '-1', '1e1', 'all', '']) expect((await platform.call('GET', `/tasks/${task.name}/next-fire-times?count=${count}`)).status).toBe(400);
    expect((await platform.call('GET', '/tasks/nobody/next-fire-times')).status).toBe(404);
  });
});

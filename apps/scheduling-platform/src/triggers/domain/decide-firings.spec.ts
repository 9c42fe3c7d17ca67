import { CalendarDefinition } from '@syncline/contract';
import { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { CronSchedule } from './cron-schedule.ts';
import { decideFirings, MOST_ALERTS, type DueTrigger, type MisfirePolicy } from './decide-firings.ts';
import { judgeMissed, type MissedFiring } from './judge-missed.ts';

const at = (time: string): number => Date.parse(`2026-11-${time}Z`);
const once: MisfirePolicy = { misfire: 'FIRE_ONCE', maxLatenessMs: null, maxCatchUp: 10 };
const all = (maxCatchUp: number, maxLatenessMs: number | null = null): MisfirePolicy => ({ misfire: 'FIRE_ALL', maxLatenessMs, maxCatchUp });
const hourly = new CronSchedule('0 0 * * * *', 'Etc/UTC');
const london = new BusinessCalendar(CalendarDefinition.parse({ name: 'london', timeZone: 'Europe/London', halfDays: [{ date: '2026-11-20', closesAt: '12:00' }], validUntil: '2027-12-31' }));

const due = (changes: Partial<DueTrigger>): DueTrigger => ({ schedule: hourly, policy: once, calendar: null, isPaused: false, firesAt: at('18T10:00:00'), now: at('18T10:00:02'), ...changes });

/** Everything that was decided: what fires and what does not, in the order of time, as `HH:MM OUTCOME`. */
function outcomes(trigger: DueTrigger, portion = 3): string[] {
  const { fires, missed } = decideFirings(trigger);
  const rest: MissedFiring[] = [];
  for (let from = missed?.since ?? null; from !== null && missed !== null; ) {
    const judged = judgeMissed({ ...trigger, verdict: missed }, from, portion);
    rest.push(...judged.missed);
    from = judged.from;
  }
  return [...fires.map(({ time, isLate }) => ({ time, outcome: isLate ? 'FIRED_LATE' : 'FIRED' })), ...rest]
    .sort((a, b) => a.time.at - b.time.at)
    .map(({ time, outcome }) => `${time.nominal.slice(8, 16)} ${outcome}`);
}

describe('what becomes of due firings', () => {
  it.each<[string, Partial<DueTrigger>, string[]]>([
    ['on time', {}, ['18T10:00 FIRED']],
    ['on time to the last moment', { now: at('18T10:00:05') }, ['18T10:00 FIRED']],
    ['late a moment after', { now: at('18T10:00:05') + 1 }, ['18T10:00 FIRED_LATE']],
    ['not due yet', { now: at('18T09:59:59') }, []],
    ['FIRE_ONCE: the newest fires, the others go with it', { now: at('18T13:30:00') }, ['18T10:00 COALESCED', '18T11:00 COALESCED', '18T12:00 COALESCED', '18T13:00 FIRED_LATE']],
    ['FIRE_ONCE, and one that is on time', { now: at('18T13:00:01') }, ['18T10:00 COALESCED', '18T11:00 COALESCED', '18T12:00 FIRED_LATE', '18T13:00 FIRED']],
    ['FIRE_ONCE, not too late', { now: at('18T13:30:00'), policy: { ...once, maxLatenessMs: 5_400_000 } }, ['18T10:00 MISFIRED', '18T11:00 MISFIRED', '18T12:00 COALESCED', '18T13:00 FIRED_LATE']],
    ['all too late', { now: at('18T11:59:00'), policy: { ...once, maxLatenessMs: 60_000 } }, ['18T10:00 MISFIRED', '18T11:00 MISFIRED']],
    ['on time, whatever the lateness allowed', { now: at('18T10:00:04'), policy: { ...once, maxLatenessMs: 1_000 } }, ['18T10:00 FIRED']],
    ['FIRE_ALL: the newest so many', { now: at('18T13:30:00'), policy: all(2) }, ['18T10:00 MISFIRED', '18T11:00 MISFIRED', '18T12:00 FIRED_LATE', '18T13:00 FIRED_LATE']],
    ['FIRE_ALL, all of them', { now: at('18T13:30:00'), policy: all(10) }, ['18T10:00 FIRED_LATE', '18T11:00 FIRED_LATE', '18T12:00 FIRED_LATE', '18T13:00 FIRED_LATE']],
    ['FIRE_ALL, not too late', { now: at('18T13:30:00'), policy: all(10, 3_600_000) }, ['18T10:00 MISFIRED', '18T11:00 MISFIRED', '18T12:00 MISFIRED', '18T13:00 FIRED_LATE']],
    ['SKIP: none that is late', { now: at('18T13:00:01'), policy: { ...once, misfire: 'SKIP' } }, ['18T10:00 MISFIRED', '18T11:00 MISFIRED', '18T12:00 MISFIRED', '18T13:00 FIRED']],
    ['paused', { now: at('18T11:00:01'), isPaused: true }, ['18T10:00 SKIPPED_PAUSED', '18T11:00 SKIPPED_PAUSED']],
    ['a weekend is skipped, paused or not', { firesAt: at('21T10:00:00'), now: at('21T10:00:01'), calendar: london, isPaused: true }, ['21T10:00 SKIPPED_CALENDAR']],
    ['FIRE_ONCE over a half day and a weekend: the newest that the calendar lets through', { firesAt: at('20T11:00:00'), now: at('22T01:00:01'), calendar: london },
      ['20T11:00 COALESCED', '20T12:00 FIRED_LATE', ...Array.from({ length: 37 }, (_, hour) => `${new Date(at('20T13:00:00') + hour * 3_600_000).toISOString().slice(8, 16)} SKIPPED_CALENDAR`)]],
  ])('%s', (_, changes, expected) => {
    expect(outcomes(due(changes))).toEqual(expected);
    expect(outcomes(due(changes), 1_000)).toEqual(expected);
  });

  it('is looked at next after now', () => {
    expect(decideFirings(due({ now: at('18T13:00:00') })).next).toBe(at('18T14:00:00'));
  });

  it('decides a week of every second as quickly as one second', () => {
    const everySecond = due({ schedule: new CronSchedule('* * * * * *', 'Europe/London'), firesAt: at('11T10:00:00'), now: at('18T10:00:00'), policy: { ...once, maxLatenessMs: 60_000 } });
    const { fires, missed } = decideFirings(everySecond);
    expect(fires.map(({ time, isLate }) => [time.at - at('18T10:00:00'), isLate])).toEqual([[-6000, true], [-5000, false], [-4000, false], [-3000, false], [-2000, false], [-1000, false], [0, false]]);
    expect(missed?.alerts).toEqual({ newest: at('18T09:58:59'), oldest: at('18T09:58:59') - (MOST_ALERTS - 1) * 1000, areThereMore: true });
  });

  it('leaps over days that the calendar skips', () => {
    let asked = 0;
    const everySecond = new CronSchedule('* * * * * *', 'Europe/London');
    const schedule = { next: (after: number) => everySecond.next(after), previous: (before: number) => ((asked += 1), everySecond.previous(before)) };
    const { fires } = decideFirings(due({ schedule, calendar: london, firesAt: at('18T10:00:00'), now: at('22T23:59:59'), policy: all(3) }));
    // From Sunday night back to Friday noon, when the half day closed.
    expect(fires.map(({ time }) => time.nominal)).toEqual(['2026-11-20T11:59:58', '2026-11-20T11:59:59', '2026-11-20T12:00:00']);
    expect(asked).toBeLessThan(2 * MOST_ALERTS);
  });

  it('raises alerts for the newest misfires only, and says so once', () => {
    const trigger = due({ now: at('28T10:00:00'), policy: all(1) });
    const { missed } = decideFirings(trigger);
    if (missed === null) throw new Error('nothing was missed');
    const { missed: misfires } = judgeMissed({ ...trigger, verdict: missed }, missed.since, 1_000);
    const alerts = misfires.flatMap(({ alert }) => (alert === null ? [] : [alert]));
    expect(misfires.length).toBe(239);
    expect(alerts.length).toBe(MOST_ALERTS);
    expect(alerts.filter((alert) => alert.includes('since 2026-11-18T10:00:00Z'))).toEqual([alerts.at(-1)]);
    expect(misfires.at(-1)?.alert).toBe(alerts.at(-1));
  });
});

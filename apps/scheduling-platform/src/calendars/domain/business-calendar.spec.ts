import { CalendarDefinition } from '@syncline/contract';
import { addBusinessDays, BusinessCalendar, nextBusinessDay, previousBusinessDay } from './business-calendar.ts';

const london = new BusinessCalendar(CalendarDefinition.parse({
  name: 'london', timeZone: 'Europe/London', holidays: ['2026-12-25', '2026-12-28', '2027-03-29'], halfDays: [{ date: '2026-12-24', closesAt: '12:30' }], validUntil: '2027-12-31',
}));
const gulf = new BusinessCalendar(CalendarDefinition.parse({ name: 'gulf', timeZone: 'Asia/Dubai', weekend: ['FRI', 'SAT'], validUntil: '2027-12-31' }));

describe('a business calendar', () => {
  it.each([
    ['2026-12-23', true], ['2026-12-24', true], ['2026-12-25', false], ['2026-12-26', false], ['2026-12-28', false], ['2026-12-29', true],
    ['2029-12-25', true], ['2029-12-29', false],
  ])('knows whether %s is a business day: %s', (date, expected) => expect(london.isBusinessDay(date)).toBe(expected));

  it('has the weekend that it is given', () => {
    expect(['2026-11-20', '2026-11-21', '2026-11-22'].map((date) => gulf.isBusinessDay(date))).toEqual([false, false, true]);
  });

  it.each<[BusinessCalendar | null, string, number, string]>([
    [london, '2026-12-24', 1, '2026-12-29'],
    [london, '2026-12-29', -1, '2026-12-24'],
    [london, '2026-12-24', 3, '2026-12-31'],
    [london, '2026-12-25', 0, '2026-12-25'],
    [null, '2026-12-24', 1, '2026-12-25'],
    [null, '2026-11-20', 1, '2026-11-23'],
    [null, '2026-11-22', -1, '2026-11-20'],
    [gulf, '2026-11-19', 1, '2026-11-22'],
    [london, '9999-12-31', 5, '9999-12-31'],
  ])('counts business days (%#)', (calendar, date, days, expected) => expect(addBusinessDays(calendar, date, days)).toBe(expected));

  it('finds the day before and the day after', () => {
    expect([previousBusinessDay(london, '2026-12-28'), nextBusinessDay(london, '2026-12-24')]).toEqual(['2026-12-24', '2026-12-29']);
    expect([previousBusinessDay(null, '2026-11-23'), nextBusinessDay(null, '2026-11-20')]).toEqual(['2026-11-20', '2026-11-23']);
  });

  it.each<[string, string | null, string | null]>([
    ['2026-12-23T18:30:00Z', null, null],
    ['2026-12-24T12:30:00Z', null, null],
    ['2026-12-24T12:30:01Z', '2026-12-24 is a half day of calendar london, which closes at 12:30.', '2026-12-24T12:30:00.001Z'],
    ['2026-12-25T18:30:00Z', '2026-12-25 is a holiday of calendar london.', '2026-12-25T00:00:00.000Z'],
    ['2026-11-21T18:30:00Z', '2026-11-21 is a weekend day of calendar london.', '2026-11-21T00:00:00.000Z'],
    // By the calendar's own clock, which is an hour ahead of UTC then.
    ['2027-03-28T23:30:00Z', '2027-03-29 is a holiday of calendar london.', '2027-03-28T23:00:00.000Z'],
  ])('at %s skips with: %s', (at, detail, since) => {
    const skip = london.skips(Date.parse(at));
    expect([skip?.detail ?? null, skip === null ? null : new Date(skip.since).toISOString()]).toEqual([detail, since]);
  });

  it('says when it has ended', () => {
    expect(london.endedBefore('2027-12-31')).toBeNull();
    expect(london.endedBefore('2028-01-03')).toBe('Calendar london has ended on 2027-12-31; holidays after it are unknown.');
  });
});

import { CalendarDefinition } from '@syncline/contract';
import { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { planDeadlines } from './plan-deadlines.ts';

const none = { overdueAfterMs: null, overdueAt: null, failAfterMs: 86_400_000 };
const london = { time: '20:00', timeZone: 'Europe/London', calendar: null, daysAfterBusinessDate: 0 };
const from = new Date('2026-08-04T17:30:00Z');

describe('deadlines', () => {
  it('always has an end by failAfter, and is never overdue unless told', () => {
    expect(planDeadlines(none, null, from, new Map())).toEqual({ overdueAt: null, failAt: new Date('2026-08-05T17:30:00Z') });
  });

  it('reads a time of day in its zone, summer and winter', () => {
    expect(planDeadlines({ ...none, overdueAt: london }, '2026-08-04', from, new Map()).overdueAt).toEqual(new Date('2026-08-04T19:00:00Z'));
    expect(planDeadlines({ ...none, overdueAt: london }, '2026-12-04', from, new Map()).overdueAt).toEqual(new Date('2026-12-04T20:00:00Z'));
  });

  it('counts days from the business date, over a change of clocks', () => {
    const rule = { ...london, daysAfterBusinessDate: 1 };
    expect(planDeadlines({ ...none, overdueAt: rule }, '2026-10-24', from, new Map()).overdueAt).toEqual(new Date('2026-10-25T20:00:00Z'));
  });

  it('takes the day it is made on in the zone of the rule where there is no business date', () => {
    const rule = { ...london, timeZone: 'Asia/Kolkata', time: '01:00' };
    expect(planDeadlines({ ...none, overdueAt: rule }, null, new Date('2026-08-04T19:00:00Z'), new Map()).overdueAt).toEqual(new Date('2026-08-04T19:30:00Z'));
  });

  it('takes the earlier rule, also one that is past already', () => {
    expect(planDeadlines({ ...none, overdueAt: london, overdueAfterMs: 60_000 }, '2026-08-04', from, new Map()).overdueAt).toEqual(new Date('2026-08-04T17:31:00Z'));
    expect(planDeadlines({ ...none, overdueAt: london, overdueAfterMs: 60_000 }, '2026-08-01', from, new Map()).overdueAt).toEqual(new Date('2026-08-01T19:00:00Z'));
  });

  it('counts business days where the rule names a calendar', () => {
    const calendar = new BusinessCalendar(CalendarDefinition.parse({ name: 'london', timeZone: 'Europe/London', holidays: ['2026-12-25'], validUntil: '2027-12-31' }));
    const rule = { ...london, calendar: 'london', daysAfterBusinessDate: 1 };
    expect(planDeadlines({ ...none, overdueAt: rule }, '2026-12-24', from, new Map([['london', calendar]])).overdueAt).toEqual(new Date('2026-12-28T20:00:00Z'));
  });
});

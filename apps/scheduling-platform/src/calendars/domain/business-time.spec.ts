import { CalendarDefinition } from '@syncline/contract';
import { BusinessCalendar } from './business-calendar.ts';
import { instantOf } from './business-time.ts';

const london = new BusinessCalendar(CalendarDefinition.parse({ name: 'london', timeZone: 'Europe/London', holidays: ['2026-12-25'], validUntil: '2027-12-31' }));
const at = (time: string, timeZone: string, daysAfterBusinessDate = 0) => ({ time, timeZone, calendar: null, daysAfterBusinessDate });

describe('a time relative to a business date', () => {
  it.each<[string, Parameters<typeof instantOf>, string]>([
    ['is wall-clock time in its zone', [at('19:30', 'Europe/London'), '2026-08-04', null], '2026-08-04T18:30:00.000Z'],
    ['counts days', [at('07:00', 'Europe/London', 2), '2026-12-24', null], '2026-12-26T07:00:00.000Z'],
    ['counts business days where there is a calendar', [at('07:00', 'Europe/London', 2), '2026-12-24', london], '2026-12-29T07:00:00.000Z'],
    ['is moved out of a gap', [at('01:30', 'Europe/London'), '2027-03-28', null], '2027-03-28T01:00:00.000Z'],
    ['is the first of two', [at('01:30', 'Europe/London'), '2026-10-25', null], '2026-10-25T00:30:00.000Z'],
    ['has an end', [at('00:00', 'Etc/UTC', 366), '9999-12-31', null], '9999-12-31T00:00:00.000Z'],
  ])('%s', (_, args, expected) => expect(instantOf(...args).toISOString()).toBe(expected));
});

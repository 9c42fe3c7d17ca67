import { CalendarDefinition } from '@syncline/contract';
import { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import { firstExpectation, followingExpectation } from './expectations.ts';

const london = new BusinessCalendar(CalendarDefinition.parse({ name: 'london', timeZone: 'Europe/London', holidays: ['2026-12-25', '2026-12-28'], validUntil: '2027-12-31' }));
const by = (time: string, daysAfterBusinessDate = 0, timeZone = 'Europe/London') => ({ time, timeZone, calendar: null, daysAfterBusinessDate });

describe('what a trigger expects first', () => {
  it.each<[string, Parameters<typeof firstExpectation>, [string, string]]>([
    ['today, when the time is still to come', [by('19:30'), null, new Date('2026-08-04T18:29:59Z')], ['2026-08-04', '2026-08-04T18:30:00.000Z']],
    ['tomorrow, when it has passed', [by('19:30'), null, new Date('2026-08-04T18:30:00Z')], ['2026-08-05', '2026-08-05T18:30:00.000Z']],
    ['the next business day', [by('19:30'), london, new Date('2026-12-24T20:00:00Z')], ['2026-12-29', '2026-12-29T19:30:00.000Z']],
    ['an earlier date whose time comes later', [by('07:00', 2), london, new Date('2026-12-29T06:00:00Z')], ['2026-12-23', '2026-12-29T07:00:00.000Z']],
    ['a date that is still yesterday in its zone', [by('23:00', 0, 'Pacific/Honolulu'), null, new Date('2026-08-05T08:00:00Z')], ['2026-08-04', '2026-08-05T09:00:00.000Z']],
    ['a date that is tomorrow already in its zone', [by('01:00', 0, 'Pacific/Kiritimati'), null, new Date('2026-08-04T10:30:00Z')], ['2026-08-05', '2026-08-04T11:00:00.000Z']],
  ])('%s', (_, args, [date, at]) => expect(firstExpectation(...args)).toEqual({ date, at: new Date(at) }));
});

it('expects one date after the other', () => {
  expect(followingExpectation(by('19:30'), london, '2026-12-24').date).toBe('2026-12-29');
  expect(followingExpectation(by('19:30'), null, '2026-12-24').date).toBe('2026-12-25');
});

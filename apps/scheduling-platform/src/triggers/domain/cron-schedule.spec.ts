import { CronSchedule } from './cron-schedule.ts';

/** The firings of an expression from one instant to another, as UTC, each with the wall time it stands for where that differs. */
function firings(expression: string, zone: string, from: string, to: string): string[] {
  const schedule = new CronSchedule(expression, zone);
  const found: string[] = [];
  for (let firing = schedule.next(Date.parse(from) - 1); firing !== null && firing.at < Date.parse(to); firing = schedule.next(firing.at)) {
    const first = firing.leftOut?.first ?? firing.nominal;
    found.push(`${new Date(firing.at).toISOString().slice(0, 19)}Z = ${firing.nominal.slice(5)}${first === firing.nominal ? '' : ` from ${first.slice(5)}`}`);
  }
  return found;
}

describe('cron where clocks change', () => {
  it.each<[string, string, string, string, string, string[]]>([
    // Europe/London: 01:00 to 02:00 is left out on 2027-03-28 and comes twice on 2026-10-25.
    ['wall clock in a gap: the first instant after it', '0 30 1 * * *', 'Europe/London', '2027-03-27T12:00:00Z', '2027-03-29T12:00:00Z', ['2027-03-28T01:00:00Z = 03-28T01:30:00', '2027-03-29T00:30:00Z = 03-29T01:30:00']],
    ['all of one gap are one firing', '0 0,15,45 1 * * *', 'Europe/London', '2027-03-28T00:00:00Z', '2027-03-28T12:00:00Z', ['2027-03-28T01:00:00Z = 03-28T01:45:00 from 03-28T01:00:00']],
    ['and so is what stands right after it', '0 30 1,2 * * *', 'Europe/London', '2027-03-28T00:00:00Z', '2027-03-28T12:00:00Z', ['2027-03-28T01:00:00Z = 03-28T01:30:00', '2027-03-28T01:30:00Z = 03-28T02:30:00']],
    ['one instant is one firing', '0 0 1,2 * * *', 'Europe/London', '2027-03-28T00:00:00Z', '2027-03-28T12:00:00Z', ['2027-03-28T01:00:00Z = 03-28T02:00:00 from 03-28T01:00:00']],
    ['wall clock in a repeat: the first pass', '0 0,30 1 * * *', 'Europe/London', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', ['2026-10-25T00:00:00Z = 10-25T01:00:00', '2026-10-25T00:30:00Z = 10-25T01:30:00']],
    ['elapsed time skips what does not exist', '0 30 * * * *', 'Europe/London', '2027-03-28T00:00:00Z', '2027-03-28T03:00:00Z', ['2027-03-28T00:30:00Z = 03-28T00:30:00', '2027-03-28T01:30:00Z = 03-28T02:30:00', '2027-03-28T02:30:00Z = 03-28T03:30:00']],
    ['elapsed time fires in both passes', '0 30 * * * *', 'Europe/London', '2026-10-24T23:00:00Z', '2026-10-25T02:00:00Z', ['2026-10-24T23:30:00Z = 10-25T00:30:00', '2026-10-25T00:30:00Z = 10-25T01:30:00', '2026-10-25T01:30:00Z = 10-25T01:30:00']],
    ['a step in the hour is elapsed time', '0 0 1-23/2 * * *', 'Europe/London', '2026-10-24T23:00:00Z', '2026-10-25T04:00:00Z', ['2026-10-25T00:00:00Z = 10-25T01:00:00', '2026-10-25T01:00:00Z = 10-25T01:00:00', '2026-10-25T03:00:00Z = 10-25T03:00:00']],
    ['a range of hours is wall clock', '0 0 0-3 * * *', 'Europe/London', '2026-10-24T22:00:00Z', '2026-10-25T04:00:00Z', ['2026-10-24T23:00:00Z = 10-25T00:00:00', '2026-10-25T00:00:00Z = 10-25T01:00:00', '2026-10-25T02:00:00Z = 10-25T02:00:00', '2026-10-25T03:00:00Z = 10-25T03:00:00']],
    // America/New_York: 02:00 to 03:00 is left out on 2027-03-14; 01:00 to 02:00 comes twice on 2026-11-01.
    ['spring in New York', '0 30 2 * * *', 'America/New_York', '2027-03-13T12:00:00Z', '2027-03-15T12:00:00Z', ['2027-03-14T07:00:00Z = 03-14T02:30:00', '2027-03-15T06:30:00Z = 03-15T02:30:00']],
    ['autumn in New York', '30 1 * * *', 'America/New_York', '2026-11-01T00:00:00Z', '2026-11-02T12:00:00Z', ['2026-11-01T05:30:00Z = 11-01T01:30:00', '2026-11-02T06:30:00Z = 11-02T01:30:00']],
    ['every half hour in autumn in New York', '0 */30 * * * *', 'America/New_York', '2026-11-01T05:00:00Z', '2026-11-01T07:00:00Z', ['2026-11-01T05:00:00Z = 11-01T01:00:00', '2026-11-01T05:30:00Z = 11-01T01:30:00', '2026-11-01T06:00:00Z = 11-01T01:00:00', '2026-11-01T06:30:00Z = 11-01T01:30:00']],
    // Australia/Lord_Howe moves by half an hour: 02:00 to 02:30 is left out on 2026-10-04; 01:30 to 02:00 comes twice on 2027-04-04.
    ['spring on Lord Howe', '0 15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', '2026-10-05T00:00:00Z', ['2026-10-03T15:30:00Z = 10-04T02:15:00', '2026-10-04T15:15:00Z = 10-05T02:15:00']],
    ['every quarter of an hour in spring on Lord Howe', '0 */15 * * * *', 'Australia/Lord_Howe', '2026-10-03T15:00:00Z', '2026-10-03T16:00:00Z', ['2026-10-03T15:00:00Z = 10-04T01:30:00', '2026-10-03T15:15:00Z = 10-04T01:45:00', '2026-10-03T15:30:00Z = 10-04T02:30:00', '2026-10-03T15:45:00Z = 10-04T02:45:00']],
    ['autumn on Lord Howe', '0 45 1 * * *', 'Australia/Lord_Howe', '2027-04-03T00:00:00Z', '2027-04-05T00:00:00Z', ['2027-04-03T14:45:00Z = 04-04T01:45:00', '2027-04-04T15:15:00Z = 04-05T01:45:00']],
    ['every hour at a quarter to in autumn on Lord Howe', '0 45 * * * *', 'Australia/Lord_Howe', '2027-04-03T14:00:00Z', '2027-04-03T17:00:00Z', ['2027-04-03T14:45:00Z = 04-04T01:45:00', '2027-04-03T15:15:00Z = 04-04T01:45:00', '2027-04-03T16:15:00Z = 04-04T02:45:00']],
    // Zones whose clocks do not change.
    ['Kolkata', '0 30 1 * * *', 'Asia/Kolkata', '2027-03-27T00:00:00Z', '2027-03-29T00:00:00Z', ['2027-03-27T20:00:00Z = 03-28T01:30:00', '2027-03-28T20:00:00Z = 03-29T01:30:00']],
    ['Dubai', '0 0 2 * * *', 'Asia/Dubai', '2026-10-24T00:00:00Z', '2026-10-26T00:00:00Z', ['2026-10-24T22:00:00Z = 10-25T02:00:00', '2026-10-25T22:00:00Z = 10-26T02:00:00']],
    // Nuuk changes at midnight: 23:00 to 24:00 is left out on 2027-03-27. The firing stands for the day before.
    ['a gap that ends at midnight', '0 30 23 * * *', 'America/Nuuk', '2027-03-27T00:00:00Z', '2027-03-29T00:00:00Z', ['2027-03-27T01:30:00Z = 03-26T23:30:00', '2027-03-28T01:00:00Z = 03-27T23:30:00']],
    ['a day that was left out', '0 0 12 * * *', 'Pacific/Apia', '2011-12-29T00:00:00Z', '2011-12-31T12:00:00Z', ['2011-12-29T22:00:00Z = 12-29T12:00:00', '2011-12-30T10:00:00Z = 12-30T12:00:00', '2011-12-30T22:00:00Z = 12-31T12:00:00']],
  ])('%s: %s in %s', (_, expression, zone, from, to, expected) => {
    expect(firings(expression, zone, from, to)).toEqual(expected);
  });
});

describe('cron', () => {
  it.each<[string, string, string]>([
    ['five fields begin with the minute', '15 10 * * *', '2026-11-23T10:15:00'],
    ['names, in either case', '0 0 0 1 jan-FEB ?', '2027-01-01T00:00:00'],
    ['day of month and day of week are either', '0 0 0 13 * FRI', '2026-11-27T00:00:00'],
    ['a question mark is no rule', '0 0 0 13 * ?', '2026-12-13T00:00:00'],
    ['Sunday is 0', '0 0 0 * * 0', '2026-11-29T00:00:00'],
    ['Sunday is 7', '0 0 0 * * 7', '2026-11-29T00:00:00'],
    ['a range may end on Sunday', '0 0 0 ? * SAT-0', '2026-11-28T00:00:00'],
    ['a range that is one Sunday', '0 0 0 ? * SUN-SUN', '2026-11-29T00:00:00'],
    ['the same in digits', '0 0 0 ? * 7-0', '2026-11-29T00:00:00'],
    ['every other day of a range to Sunday', '0 0 0 ? * TUE-SUN/3', '2026-11-24T00:00:00'],
    ['from a value on, by steps', '5/20 * * * * *', '2026-11-22T12:00:05'],
    ['a leap day', '0 0 0 29 2 *', '2028-02-29T00:00:00'],
    ['a day that not every month has', '0 0 0 31 * *', '2026-12-31T00:00:00'],
  ])('%s: %s', (_, expression, expected) => {
    expect(new CronSchedule(expression, 'Etc/UTC').next(Date.parse('2026-11-22T12:00:00Z'))?.nominal).toBe(expected);
  });

  it.each(['0 0 0 30 2 *', '0 0 0 31 4,6,9,11 ?', '0 0 31 2 ?'])('never fires: %s', (expression) => {
    const schedule = new CronSchedule(expression, 'Europe/London');
    expect([schedule.next(0), schedule.previous(Date.parse('2030-01-01T00:00:00Z'))]).toEqual([null, null]);
  });
});

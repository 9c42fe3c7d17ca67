import fc from 'fast-check';
import { DateTime } from 'luxon';
import { CronSchedule } from './cron-schedule.ts';
import { IntervalSchedule } from './interval-schedule.ts';
import type { Schedule } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Changes of clocks of every kind, and a zone that has none. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/London', '2027-03-28T01:00:00Z'], ['Europe/London', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2027-03-14T07:00:00Z'], ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'], ['Australia/Lord_Howe', '2027-04-03T15:00:00Z'],
  ['America/Nuuk', '2027-03-28T01:00:00Z'], ['Asia/Kolkata', '2027-03-28T01:00:00Z'],
];

const change = fc.constantFrom(...CHANGES);
const minutes = fc.uniqueArray(fc.constantFrom<number[]>(0, 1, 15, 29, 30, 45, 59), { minLength: 1, maxLength: 3 });
const hours = fc.oneof(fc.constant('*' as const), fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 8 }));

function upTo(schedule: Schedule, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = schedule.next(from)?.at; at !== undefined && at <= to; at = schedule.next(at)?.at) found.push(at);
  return found;
}

describe('a cron schedule', () => {
  it('fires when the rule of the contract says, found by trying every minute', () => {
    fc.assert(fc.property(change, minutes, hours, ([zone, changedAt], minute, hour) => {
      const [from, to] = [Date.parse(changedAt) - 26 * HOUR, Date.parse(changedAt) + 26 * HOUR];
      const walls = Array.from({ length: (to - from) / MINUTE }, (_, index) => {
        const at = from + (index + 1) * MINUTE;
        return { at, wall: DateTime.fromMillis(at, { zone }).setZone('utc', { keepLocalTime: true }).toMillis() };
      });
      const matches = (wall: number): boolean => minute.includes(Math.floor(wall / MINUTE) % 60) && (hour === '*' || hour.includes(Math.floor(wall / HOUR) % 24));
      const elapsed = walls.filter(({ wall }) => matches(wall)).map(({ at }) => at);
      const nominal = Array.from({ length: (2 * 24 * HOUR) / MINUTE }, (_, index) => (walls[120]?.wall ?? 0) + index * MINUTE).filter(matches);
      const wallClock = [...new Set(nominal.map((time) => walls.find(({ wall }) => wall >= time)?.at ?? 0))];
      const expected = (hour === '*' ? elapsed : wallClock).filter((at) => at > from + 3 * HOUR && at < to - 3 * HOUR);
      const schedule = new CronSchedule(`0 ${minute.join(',')} ${hour === '*' ? '*' : hour.join(',')} * * *`, zone);
      expect(upTo(schedule, from, to).filter((at) => at > from + 3 * HOUR && at < to - 3 * HOUR)).toEqual(expected);
    }), { numRuns: 20 });
  });
});

describe.each<[string, fc.Arbitrary<Schedule>]>([
  ['a cron schedule', fc.tuple(change, minutes, hours).map(([[zone], minute, hour]) => new CronSchedule(`0 ${minute.join(',')} ${hour === '*' ? '*' : hour.join(',')} * * *`, zone))],
  ['an interval', fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1_000, max: 90 * MINUTE })).map(([hour, every]) => new IntervalSchedule(Date.parse('2026-10-25T01:00:00Z') + hour * HOUR, every))],
])('%s', (_, schedules) => {
  const moment = fc.tuple(change, fc.integer({ min: -30 * HOUR, max: 30 * HOUR })).map(([[, changedAt], away]) => Date.parse(changedAt) + away);

  it('sees the same moments forwards and backwards, strictly apart', () => {
    fc.assert(fc.property(schedules, moment, (schedule, at) => {
      const next = schedule.next(at);
      if (next === null) return;
      expect(next.at).toBeGreaterThan(at);
      expect(schedule.previous(next.at + 1)).toEqual(next);
      expect(schedule.previous(next.at)?.at ?? -Infinity).toBeLessThanOrEqual(at);
      expect(schedule.next(next.at - 1)).toEqual(next);
    }), { numRuns: 100 });
  });

  it('loses and doubles nothing, wherever time is cut', () => {
    fc.assert(fc.property(schedules, moment, fc.array(fc.integer({ min: 0, max: 40 * HOUR }), { maxLength: 5 }), (schedule, from, cuts) => {
      const ends = [...cuts.sort((a, b) => a - b).map((cut) => from + cut), from + 40 * HOUR];
      const pieces = ends.flatMap((end, index) => upTo(schedule, ends[index - 1] ?? from, end));
      expect(pieces).toEqual(upTo(schedule, from, from + 40 * HOUR));
    }), { numRuns: 20 });
  });
});

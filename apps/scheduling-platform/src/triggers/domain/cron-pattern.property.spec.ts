import { cronSyntaxError } from '@syncline/contract';
import fc from 'fast-check';
import { CronPattern } from './cron-pattern.ts';

const DAY_MS = 86_400_000;

/** A field as text, and the values that it means; null: no rule. */
interface Field {
  readonly text: string;
  readonly values: ReadonlySet<number> | null;
}

const span = (from: number, to: number, step = 1): Set<number> => new Set(Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step));

/** @param last where "from a value on" ends, if not at the highest value: 7 is another Sunday */
function field(min: number, max: number, last = max): fc.Arbitrary<Field> {
  const value = fc.integer({ min, max });
  const step = fc.integer({ min: 1, max });
  const range = fc.tuple(value, value).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  return fc.oneof(
    fc.constant({ text: '*', values: null }),
    fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((values) => ({ text: values.join(','), values: new Set(values) })),
    range.map(([from, to]) => ({ text: `${from}-${to}`, values: span(from, to) })),
    fc.tuple(range, step).map(([[from, to], by]) => ({ text: `${from}-${to}/${by}`, values: span(from, to, by) })),
    fc.tuple(value, step).map(([from, by]) => ({ text: `${from}/${by}`, values: span(from, Math.max(from, last), by) })),
    step.map((by) => ({ text: `*/${by}`, values: span(min, max, by) })),
  );
}

const allows = ({ values }: Field, value: number): boolean => values === null || values.has(value);

it('fires on the days that its fields name, found by trying every day', () => {
  const weekday = field(0, 7, 6).map(({ text, values }) => (values === null ? { text: '?', values } : { text, values: new Set([...values].map((day) => day % 7)) }));
  fc.assert(fc.property(field(1, 31), field(1, 12), weekday, fc.integer({ min: 0, max: 20_000 }), (dayOfMonth, month, dayOfWeek, start) => {
    const matches = (time: number): boolean => {
      const date = new Date(time);
      const [day, week] = [allows(dayOfMonth, date.getUTCDate()), allows(dayOfWeek, date.getUTCDay())];
      const isDay = dayOfMonth.values !== null && dayOfWeek.values !== null ? day || week : day && week;
      return isDay && allows(month, date.getUTCMonth() + 1);
    };
    const days = Array.from({ length: 8 * 366 }, (_, index) => (start + index + 1) * DAY_MS);
    const expression = `0 0 ${dayOfMonth.text} ${month.text} ${dayOfWeek.text}`;
    expect(cronSyntaxError(expression)).toBeNull();
    const pattern = new CronPattern(expression);
    const first = days.find(matches);
    expect(pattern.next(start * DAY_MS) ?? undefined).toBe(first);
    if (first !== undefined) expect(pattern.previous(first + 1)).toBe(first);
  }), { numRuns: 150 });
});

it('fires at the times that its fields name, found by trying every second of a day', () => {
  fc.assert(fc.property(field(0, 59), field(0, 59), field(0, 23), fc.integer({ min: 0, max: 86_399 }), (second, minute, hour, start) => {
    const matches = (at: number): boolean => allows(second, at % 60) && allows(minute, Math.floor(at / 60) % 60) && allows(hour, Math.floor(at / 3600) % 24);
    const expected = Array.from({ length: 86_400 }, (_, index) => start + index + 1).find(matches);
    expect(new CronPattern(`${second.text} ${minute.text} ${hour.text} * * *`).next(start * 1000)).toBe((expected ?? NaN) * 1000);
  }), { numRuns: 60 });
});

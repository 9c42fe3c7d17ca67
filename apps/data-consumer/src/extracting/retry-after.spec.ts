import { retryAfterMs } from './retry-after.ts';

describe('Retry-After', () => {
  const date = 'Mon, 23 Nov 2026 01:00:00 GMT';

  it.each<[string, Record<string, string>, number | null]>([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['a date, against the date of the answer', { 'retry-after': 'Mon, 23 Nov 2026 01:02:00 GMT', date }, 120_000],
    ['a date that is past', { 'retry-after': 'Mon, 23 Nov 2026 00:00:00 GMT', date }, 0],
    ['a date without one to compare with', { 'retry-after': 'Mon, 23 Nov 2026 01:02:00 GMT' }, null],
    ['a year, which is a day at most', { 'retry-after': '31536000' }, 86_400_000],
    ['nonsense', { 'retry-after': 'soon', date }, null],
    ['nothing', {}, null],
  ])('reads %s', (_what, headers, ms) => {
    expect(retryAfterMs(headers)).toBe(ms);
  });
});

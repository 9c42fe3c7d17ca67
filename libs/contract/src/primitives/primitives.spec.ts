import type { z } from 'zod';
import { BusinessDate, DecimalText, Digest, Duration, durationToMs, HttpUrl, Instant, listQuery, Name, TimeOfDay, Uuid } from './index.ts';

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

describe.each<[string, z.ZodType, unknown[], unknown[]]>([
  ['Name', Name, ['a', 'sync-golden-source', '0', 'x'.repeat(63)], ['', '-a', 'A', 'a/b', 'a_b', 'a.b', 'x'.repeat(64), 'a\n', 7]],
  ['Uuid', Uuid, ['019a0000-0000-7000-8000-000000000000', '7B1D2A60-0000-4000-8000-000000000000'], ['', 'x', '019a000000007000800000000000000', '019a0000-0000-7000-8000-00000000000g']],
  ['Digest', Digest, ['0'.repeat(64)], ['A'.repeat(64), '0'.repeat(63), '0'.repeat(65)]],
  ['DecimalText', DecimalText, ['0', '-0.10', '12', '123456789012345678901234567890.5'], ['.5', '1.', '01', '+1', '1e3', '', 'NaN', 1]],
  ['Instant', Instant, ['2026-08-04T17:30:00Z', '2026-08-04T17:30:00.123456Z', '2024-02-29T00:00:00Z'], ['2026-08-04T17:30:00+00:00', '2026-08-04T17:30:00', '2026-08-04 17:30:00Z', '2026-02-29T00:00:00Z', '2026-08-04T24:00:00Z', '2026-08-04T17:30Z']],
  ['BusinessDate', BusinessDate, ['2026-08-04', '1582-10-15', '9999-12-31', '2024-02-29'], ['2026-8-4', '2026-02-29', '2026-13-01', '1582-10-14', '0000-01-01', '2026-08-04Z', '20260804']],
  ['Duration', Duration, ['PT1S', 'PT10S', 'PT1.5S', 'P1D', 'P2W', 'P1DT12H', 'PT90M', 'P3660D'], ['PT0.999S', 'PT0S', 'P', 'PT', 'P1M', 'P1Y', '10s', '-PT5S', 'PT5', 'P3661D', 'pt5s', 'P1DT']],
  ['TimeOfDay', TimeOfDay, ['00:00', '19:30', '23:59:59'], ['24:00', '7:30', '19:60', '19:30Z', '']],
  ['HttpUrl', HttpUrl, ['http://localhost:4300/api/v1/sync-jobs', 'https://a.example/x?y=1'], ['ftp://a/b', '/relative', 'http://user:pw@a/b', 'http://a/b#c', 'http:a', 'javascript:alert(1)', '']],
])('%s', (_name, schema, good, bad) => {
  it.each(good)('accepts %j', (value) => expect(accepts(schema, value)).toBe(true));
  it.each(bad)('refuses %j', (value) => expect(accepts(schema, value)).toBe(false));
});

describe('Uuid', () => {
  it('is read in one form, so that ids compare as text', () => {
    expect(Uuid.parse('7B1D2A60-0000-4000-8000-00000000000F')).toBe('7b1d2a60-0000-4000-8000-00000000000f');
  });
});

describe('durationToMs', () => {
  it.each([
    ['PT1S', 1000],
    ['PT1.5S', 1500],
    ['PT0.05S', 50],
    ['PT1H30M', 5_400_000],
    ['P1DT1S', 86_401_000],
    ['P1W', 604_800_000],
  ])('%s is %i ms', (text, ms) => expect(durationToMs(text)).toBe(ms));

  it('refuses what has no fixed length', () => expect(() => durationToMs('P1M')).toThrow(RangeError));
});

describe('listQuery', () => {
  const query = listQuery({ task: Name.optional() });

  it.each([
    [{}, 50],
    [{ limit: '1' }, 1],
    [{ limit: '500' }, 500],
  ])('%j has limit %i', (given, limit) => expect(query.parse(given)).toMatchObject({ limit }));

  it.each([{ limit: '0' }, { limit: '501' }, { limit: '' }, { limit: '1e2' }, { limit: '-1' }, { limit: ['1', '2'] }, { unknown: 'x' }, { task: 'A' }, { cursor: '' }])(
    'refuses %j',
    (given) => expect(accepts(query, given)).toBe(false),
  );
});

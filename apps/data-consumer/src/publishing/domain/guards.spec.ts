import { changesByMoreThan, percentOf } from './decimal.ts';
import { isGuard, refuseMassChange, refuseMassDelete, refuseOlder, type Guards, type Sizes } from './guards.ts';

const edition = (businessDate: string, revision: number) => ({ businessDate, revision });

describe('the order of editions', () => {
  const published = edition('2026-08-04', 2);

  it.each([edition('2026-08-03', 9), edition('2026-08-04', 1)])('refuses the older %j', (incoming) => {
    expect(() => refuseOlder(published, incoming, false)).toThrow(expect.objectContaining({ code: 'OLDER_THAN_PUBLISHED' }));
  });

  it.each([edition('2026-08-04', 2), edition('2026-08-04', 3), edition('2026-08-05', 1)])('lets %j pass', (incoming) => {
    expect(() => refuseOlder(published, incoming, false)).not.toThrow();
  });

  it('lets anything pass at first, and where the older one is wanted', () => {
    expect(() => refuseOlder(null, edition('1999-01-01', 1), false)).not.toThrow();
    expect(() => refuseOlder(published, edition('2026-08-03', 1), true)).not.toThrow();
  });
});

const guards = (changes: Partial<Guards> = {}): Guards => ({ maxDeletedPercent: 20, maxChangePercent: 10, released: null, ...changes });

describe('the guard on deletes', () => {
  it('is passed only by more than the limit', () => {
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 100, 20, guards())).not.toThrow();
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 100, 21, guards())).toThrow(expect.objectContaining({ code: 'GUARD_DELETED_PERCENT' }));
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 0, 0, guards({ maxDeletedPercent: 0 }))).not.toThrow();
  });

  it('does not apply on a first load, nor where a person released it', () => {
    expect(() => refuseMassDelete(null, 100, 100, guards())).not.toThrow();
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 100, 100, guards({ released: ['GUARD_DELETED_PERCENT'] }))).not.toThrow();
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 100, 100, guards({ released: ['GUARD_CHANGE_PERCENT'] }))).toThrow();
  });
});

describe('the guard on changes', () => {
  const sizes = (rows: number, sum: string | null = '0.00', more: Partial<Sizes['controlTotals'][number]> = {}): Sizes =>
    ({ rows, controlTotals: [{ name: 'value', kind: 'sum', column: 'v', value: sum, ...more } as Sizes['controlTotals'][number]] });

  it.each<[string, Sizes, Sizes]>([
    ['just as many rows more', sizes(100), sizes(110)],
    ['just as many rows less', sizes(100), sizes(90)],
    ['a sum just as much more', sizes(1, '-100.00'), sizes(1, '-110.00')],
    ['a total that is no sum', sizes(1, '1.00', { kind: 'max' }), sizes(1, '9.00', { kind: 'max' })],
    ['a sum that was not there before', { rows: 1, controlTotals: [] }, sizes(1, '9.00')],
    ['a sum of another column', sizes(1, '1.00', { column: 'w' }), sizes(1, '9.00')],
    ['nothing from nothing', sizes(0), sizes(0)],
  ])('lets pass: %s', (_what, published, incoming) => expect(() => refuseMassChange(published, incoming, guards())).not.toThrow());

  it.each<[string, Sizes, Sizes, string]>([
    ['a row more than that', sizes(100), sizes(111), 'rows from 100 to 111 (11.00 %)'],
    ['a row less than that', sizes(100), sizes(89), 'rows from 100 to 89 (11.00 %)'],
    ['a cent more than that', sizes(1, '100.00'), sizes(1, '110.01'), 'sum value from 100.00 to 110.01 (10.01 %)'],
    ['a sum below zero', sizes(1, '-100.00'), sizes(1, '-110.01'), 'sum value from -100.00 to -110.01 (10.01 %)'],
    ['a sum that changes its sign', sizes(1, '-1.00'), sizes(1, '1.00'), 'sum value from -1.00 to 1.00 (200.00 %)'],
    ['something from nothing', sizes(0), sizes(1), 'rows from 0 to 1 (100.00 %)'],
    ['both', sizes(100, '1.00'), sizes(200, '3.00'), 'rows from 100 to 200 (100.00 %), sum value from 1.00 to 3.00 (200.00 %)'],
  ])('stops: %s', (_what, published, incoming, said) =>
    expect(() => refuseMassChange(published, incoming, guards())).toThrow(expect.objectContaining({ code: 'GUARD_CHANGE_PERCENT', detail: expect.stringContaining(said) })));

  it('does not apply on a first load, without a limit, nor where a person released it', () => {
    expect(() => refuseMassChange(null, sizes(9), guards())).not.toThrow();
    expect(() => refuseMassChange(sizes(1), sizes(9), guards({ maxChangePercent: null }))).not.toThrow();
    expect(() => refuseMassChange(sizes(1), sizes(9), guards({ released: ['GUARD_CHANGE_PERCENT'] }))).not.toThrow();
  });
});

describe('exact percentages', () => {
  it('are of decimals, beyond what a double holds', () => {
    expect(changesByMoreThan('99999999999999999999999999999999999.99', '99999999999999999999999999999999999.99', 0)).toBe(false);
    expect(changesByMoreThan('99999999999999999999999999999999999.98', '99999999999999999999999999999999999.99', 0)).toBe(true);
    expect([0.1, 0.2, 0.3, 0.7].map((percent) => changesByMoreThan('1000', String(1000 + percent * 10), percent))).toEqual([false, false, false, false]);
    expect(changesByMoreThan('1000000000', '1000000001', 1e-7)).toBe(false);
    expect(changesByMoreThan('0', '5', 100)).toBe(false);
    expect(percentOf('-0.50', '0.25')).toBe('150.00');
  });
});

it('knows guards from failures', () => {
  expect([isGuard('GUARD_CHANGE_PERCENT'), isGuard('GUARD_DELETED_PERCENT'), isGuard('TOO_MANY_REJECTED'), isGuard(null)]).toEqual([true, true, false, false]);
});

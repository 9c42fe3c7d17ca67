import { refuseMassDelete, refuseOlder } from './guards.ts';

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

describe('the guard on deletes', () => {
  it('is passed only by more than the limit', () => {
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 100, 20, 20)).not.toThrow();
    expect(() => refuseMassDelete(edition('2026-08-04', 1), 100, 21, 20)).toThrow(expect.objectContaining({ code: 'GUARD_DELETED_PERCENT' }));
  });

  it('does not apply on a first load', () => {
    expect(() => refuseMassDelete(null, 100, 100, 20)).not.toThrow();
  });
});

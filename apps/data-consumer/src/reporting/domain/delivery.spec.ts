import { verdictOf, waitBefore } from './delivery.ts';

describe('the delivery of a report', () => {
  it.each([[200, 'TAKEN'], [404, 'REFUSED'], [409, 'REFUSED'], [422, 'REFUSED'], [302, 'REFUSED'], [401, 'AGAIN'], [429, 'AGAIN'], [503, 'AGAIN']])('takes %i as %s', (status, verdict) => {
    expect(verdictOf(status)).toBe(verdict);
  });

  it('is tried again where nobody answered, after waits that grow up to a bound', () => {
    expect(verdictOf(new Error('refused'))).toBe('AGAIN');
    expect([1, 2, 3, 50].map(waitBefore)).toEqual([500, 1000, 2000, 15_000]);
  });
});

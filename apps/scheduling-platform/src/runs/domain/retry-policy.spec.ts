import { attemptLimit, backoffMs } from './retry-policy.ts';

const policy = { maxAttempts: 5, initialMs: 5_000, factor: 2, maxMs: 300_000 };

describe('the retry policy', () => {
  it('doubles from the initial wait up to the maximum', () => {
    expect([0, 1, 2, 5, 6, 7].map((failures) => backoffMs(policy, failures))).toEqual([5_000, 10_000, 20_000, 160_000, 300_000, 300_000]);
  });

  it('stays at the maximum after thousands of failures', () => {
    expect(backoffMs(policy, 100_000)).toBe(300_000);
  });

  it('counts a series from the attempt a person began it with', () => {
    expect(attemptLimit(policy, 1)).toBe(5);
    expect(attemptLimit(policy, 3)).toBe(7);
  });
});

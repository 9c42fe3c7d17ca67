import { fullBudget, refill, secondsUntilLeft, take } from './byte-budget.ts';

const RATE = 1_000;

describe('a budget of bytes', () => {
  it('lets a long download in and makes the next one wait for what it took', () => {
    const taken = take(fullBudget(RATE, 0), 15_000);
    expect(secondsUntilLeft(taken, RATE)).toBeCloseTo(14, 1);
    expect(secondsUntilLeft(refill(taken, RATE, 13_900), RATE)).toBeGreaterThan(0);
    expect(secondsUntilLeft(refill(taken, RATE, 14_100), RATE)).toBe(0);
  });

  it('keeps the rate however the downloads come', () => {
    let [budget, sent] = [fullBudget(RATE, 0), 0];
    for (let now = 0; now <= 60_000; now += 7) {
      budget = refill(budget, RATE, now);
      if (secondsUntilLeft(budget, RATE) > 0) continue;
      const bytes = 1 + ((now * 7_919) % 4_000);
      budget = take(budget, bytes);
      sent += bytes;
    }
    expect(sent).toBeGreaterThan(59 * RATE);
    expect(sent).toBeLessThanOrEqual(61 * RATE + 4_000);
  });

  it('is never more than a second full, and takes back what was not sent', () => {
    expect(refill(fullBudget(RATE, 0), RATE, 3_600_000).left).toBe(RATE);
    const abandoned = take(take(fullBudget(RATE, 0), 10_000), -9_990);
    expect(abandoned.left).toBe(990);
    expect(refill(take(fullBudget(RATE, 0), -5_000), RATE, 0).left).toBe(RATE);
  });
});

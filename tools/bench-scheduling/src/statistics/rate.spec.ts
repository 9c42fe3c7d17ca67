import { ratePerSecond } from './rate.ts';

describe('ratePerSecond', () => {
  it('counts what lies within, the beginning but not the end', () => {
    expect(ratePerSecond([999, 1_000, 1_500, 1_999, 2_000, 2_001], { from: 1_000, to: 2_000 })).toBe(3);
  });

  it('is a second, however long the span is', () => {
    expect(ratePerSecond([0, 1, 2, 3], { from: 0, to: 500 })).toBe(8);
    expect(ratePerSecond([0, 1, 2, 3], { from: 0, to: 4_000 })).toBe(1);
  });

  it('refuses a span without length', () => expect(() => ratePerSecond([], { from: 1, to: 1 })).toThrow(RangeError));
});

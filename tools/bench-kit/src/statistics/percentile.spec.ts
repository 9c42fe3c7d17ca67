import fc from 'fast-check';
import { percentile } from './percentile.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentile', () => {
  it.each([[0.5, 50], [0.99, 99], [0.991, 100], [1, 100], [0.001, 1]])('of 1 to 100, share %d, is %d', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  it('of one sample is that sample', () => expect(percentile([7], 0.5)).toBe(7));

  it('sorts by number, not by text', () => expect(percentile([9, 10, 100], 1)).toBe(100));

  it('refuses what has no answer', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
    expect(() => percentile([1], 0)).toThrow(RangeError);
    expect(() => percentile([1], 99)).toThrow(RangeError);
  });

  it('is a sample that at least that share does not exceed, and no smaller one is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0.001, max: 1, noNaN: true }), (samples, share) => {
        const found = percentile(samples, share);
        const shareUpTo = (limit: number): number => samples.filter((sample) => sample <= limit).length / samples.length;
        return samples.includes(found) && shareUpTo(found) >= share - 1e-9 && samples.filter((sample) => sample < found).every((smaller) => shareUpTo(smaller) < share);
      }),
    );
  });
});

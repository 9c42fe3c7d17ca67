import { median } from './median.ts';

describe('median', () => {
  it.each([
    [[7], 7],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (samples, expected) => expect(median(samples)).toBe(expected));

  it('refuses to say something about nothing', () => expect(() => median([])).toThrow(RangeError));
});

import { partRuns } from './part-runs.ts';

const shares = (parts: number, lanes: number): unknown[] =>
  partRuns(Array.from({ length: parts }, (_, index) => [`k${index + 1}`]), lanes).map(({ firstPart, after, upTo }) => [firstPart, after?.[0], upTo?.[0]]);

describe('the runs of parts', () => {
  it.each([
    [0, 2, [[1, undefined, undefined]]],
    [1, 4, [[1, undefined, undefined]]],
    [2, 2, [[1, undefined, 'k1'], [2, 'k1', undefined]]],
    [5, 2, [[1, undefined, 'k3'], [4, 'k3', undefined]]],
    [3, 1, [[1, undefined, undefined]]],
    [4, 3, [[1, undefined, 'k1'], [2, 'k1', 'k3'], [4, 'k3', undefined]]],
  ])('of %i full parts for %i readers follow upon one another, from the beginning to the end', (parts, lanes, expected) => {
    expect(shares(parts, lanes)).toEqual(expected);
  });
});

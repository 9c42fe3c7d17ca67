import type { Difference } from './difference.ts';
import { KeptDifferences } from './kept-differences.ts';

const difference = (key: string, value: string): Difference => ({ kind: 'CHANGED', key: [key], columns: [{ name: 'x', expected: value, actual: null }] });

describe('the differences that are kept', () => {
  it('are the first ones; all are counted', () => {
    const kept = new KeptDifferences(2);
    for (const key of ['1', '2', '3']) kept.add(difference(key, 'a'));
    expect([kept.first.map(({ key }) => key[0]), kept.total]).toEqual([['1', '2'], 3]);
  });

  it('are fewer where they are large, and none is left out between them', () => {
    const kept = new KeptDifferences(1000);
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let n = 1; n <= 10; n += 1) kept.add(difference(String(n), n === 6 ? '' : megabyte));
    expect([kept.first.map(({ key }) => key[0]), kept.total]).toEqual([['1', '2', '3', '4'], 10]);
  });
});

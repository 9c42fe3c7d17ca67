import { partRanges } from './key-ranges.ts';

describe('the ranges of a read-back', () => {
  it('leave no key out: open below, open above, each beginning where the one before ends', () => {
    expect(partRanges([{ n: 1, lastKey: ['b', '2'] }, { n: 2, lastKey: ['d', '1'] }, { n: 3, lastKey: ['f', '9'] }])).toEqual([
      { n: 1, after: undefined, upTo: ['b', '2'] },
      { n: 2, after: ['b', '2'], upTo: ['d', '1'] },
      { n: 3, after: ['d', '1'], upTo: undefined },
    ]);
  });

  it('is open on both sides for a single part', () => {
    expect(partRanges([{ n: 1, lastKey: ['x'] }])).toEqual([{ n: 1, after: undefined, upTo: undefined }]);
  });

  it('is none for no parts', () => {
    expect(partRanges([])).toEqual([]);
  });
});

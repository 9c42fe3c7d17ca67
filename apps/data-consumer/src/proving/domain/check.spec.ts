import { createHash } from 'node:crypto';
import { allMatched, check, digestOfParts, totalCheckName } from './check.ts';

describe('a check', () => {
  it('matches only what is equal to the letter', () => {
    expect(check('rows', '1', '1').matched).toBe(true);
    expect(check('amount', '1.0', '1.00').matched).toBe(false);
  });

  it('of a control total has its name, unless every file has a check of that name', () => {
    expect(['population', 'rows', 'digest', 'rejectedRows'].map(totalCheckName)).toEqual(['population', 'controlTotal:rows', 'controlTotal:digest', 'controlTotal:rejectedRows']);
  });

  it('is needed for a proof: nothing compared is nothing proven', () => {
    expect(allMatched([])).toBe(false);
    expect(allMatched([check('rows', '1', '1'), check('digest', 'a', 'b')])).toBe(false);
  });
});

describe('the digest of all parts', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  it('is that of nothing without parts, a part\'s own, or that of the list', () => {
    expect(digestOfParts([])).toBe(sha256(''));
    expect(digestOfParts(['aa'])).toBe('aa');
    expect(digestOfParts(['aa', 'bb'])).toBe(sha256('aa\nbb\n'));
  });
});

import { enumerate, formatCount, formatElapsed } from './format.ts';

describe('words for people', () => {
  it.each([[0, '0'], [170302, '170,302'], [null, '-'], [undefined, '-'], [61234.7, '61,235']])('counts %p as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it.each([[0, '0.0 s'], [949, '0.9 s'], [12_400, '12.4 s'], [99_949, '99.9 s'], [99_950, '1 min 40 s'], [125_000, '2 min 5 s']])('tells %d ms as %s', (ms, text) => {
    expect(formatElapsed(ms)).toBe(text);
  });

  it.each([[[], ''], [['a'], 'a'], [['a', 'b'], 'a and b'], [[4100, 4200, 4300], '4100, 4200 and 4300']])('enumerates %p', (words, text) => {
    expect(enumerate(words)).toBe(text);
  });
});

import { shorten } from './shorten.ts';

describe('shorten', () => {
  it.each([[null, null], ['', ''], ['as it is', 'as it is'], ['x'.repeat(1_000), 'x'.repeat(1_000)], ['x'.repeat(1_001), `${'x'.repeat(999)}…`]])('%j becomes %j', (text, expected) => {
    expect(shorten(text)).toBe(expected);
  });

  it('leaves no half of a surrogate pair behind, and no U+0000', () => {
    expect(shorten('𝄞'.repeat(600))).toBe(`${'𝄞'.repeat(499)}\uFFFD…`);
    expect(shorten('a\uD834b\0c')).toBe('a\uFFFDb\uFFFDc');
  });
});

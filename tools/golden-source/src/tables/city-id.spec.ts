import { cityId, fiveDecimals } from './city-id.ts';

describe('cityId', () => {
  it('is the beginning of the SHA-256 of the four as JSON', () => {
    // printf '["FR","Lyon","45.74846","4.84671"]' | sha256sum
    expect(cityId('FR', 'Lyon', '45.74846', '4.84671')).toBe('7267d1ef68215eeacfc29e09e270c150');
  });

  it('tells apart what only differs in where one text ends', () => {
    expect(cityId('FR', 'a","b', '1.00000', '2.00000')).not.toBe(cityId('FR', 'a', 'b', '1.00000'));
  });
});

describe('fiveDecimals', () => {
  it.each([['42.5', '42.50000'], ['-7', '-7.00000'], ['179.99999', '179.99999'], ['-0.0', '0.00000'], ['-0.00001', '-0.00001']])(
    '%s is %s', (degrees, text) => expect(fiveDecimals(degrees)).toBe(text),
  );

  it.each(['', '1.123456', '1e3', 'NaN', '1.'])('refuses "%s"', (degrees) => {
    expect(() => fiveDecimals(degrees)).toThrow('no number of degrees');
  });
});

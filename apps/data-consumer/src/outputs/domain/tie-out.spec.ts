import fc from 'fast-check';
import { expectedTotal, isSameTotal } from './tie-out.ts';

const proven = { rows: 12, totals: new Map([['population', '100'], ['newest', null], ['rows', '7']]) };

it('ties out to the totals of the proof, and to the number of rows', () => {
  expect(expectedTotal(proven, 'population')).toBe('100');
  expect(expectedTotal(proven, 'rows')).toBe('12');
  expect(expectedTotal(proven, 'newest')).toBe('NULL');
  expect(expectedTotal(proven, 'area')).toBeNull();
});

it.each([['100', '100.00'], ['0', '-0.0'], ['-1.50', '-1.5'], ['007', '7'], ['2026-08-04', '2026-08-04'], ['NULL', 'NULL']])('holds %s and %s the same', (one, other) => {
  expect([isSameTotal(one, other), isSameTotal(other, one)]).toEqual([true, true]);
});

it.each([['100', '1000'], ['1.5', '15'], ['-1', '1'], ['0', 'NULL'], ['', '0'], ['a', 'A'], ['10', '1'], ['0.10', '0.01']])('tells %s from %s', (one, other) => {
  expect([isSameTotal(one, other), isSameTotal(other, one)]).toEqual([false, false]);
});

it('compares whole numbers of any size by value', () => {
  fc.assert(fc.property(fc.bigInt(), fc.bigInt(), fc.nat(9), (one, other, zeros) => {
    expect(isSameTotal(String(one), `${other}.${'0'.repeat(zeros + 1)}`)).toBe(one === other);
    expect(isSameTotal(String(one), `${one}.${'0'.repeat(zeros + 1)}`)).toBe(true);
  }));
});

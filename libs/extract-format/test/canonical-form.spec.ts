import {
  canonicalText, compareTexts, encodeRow, isCanonical, NotRepresentableError, parseColumnType, parseCsvRow,
} from '../src/index.ts';
import { vectors } from './vectors.ts';

const name = (text: string | null): string => JSON.stringify(text);

describe('the vectors of the canonical form, in TypeScript', () => {
  it.each(vectors.values.filter(({ canonical }) => canonical !== undefined).map((v) => [v.type, name(v.input), v] as const))(
    '%s %s', (_type, _input, { type, input, canonical }) => {
      expect(canonicalText(parseColumnType(type), input)).toBe(canonical);
      expect(isCanonical(parseColumnType(type), canonical ?? '')).toBe(true);
    });

  it.each(vectors.values.filter(({ refused }) => refused !== undefined).map((v) => [v.type, name(v.input), v] as const))(
    '%s refuses %s', (_type, _input, { type, input }) => {
      expect(() => canonicalText(parseColumnType(type), input)).toThrow(NotRepresentableError);
    });

  it.each(vectors.rows.map((row) => [name(row.csv), row] as const))('row %s', (_csv, { fields, csv }) => {
    expect(encodeRow(fields)).toBe(csv);
    expect(parseCsvRow(csv)).toEqual(fields);
  });

  it.each(vectors.order.map((order) => [order.type, order] as const))('order of %s', (_type, { type, sorted }) => {
    const compare = (a: string, b: string): number => compareTexts(parseColumnType(type), a, b);
    expect([...sorted].reverse().sort(compare)).toEqual(sorted);
  });
});

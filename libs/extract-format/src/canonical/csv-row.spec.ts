import fc from 'fast-check';
import { encodeRow, MalformedRowError, parseCsvRow, parseCsvRows, type Field } from './csv-row.ts';

const nasty = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\\', '.', ' ', 'é', '𝒳'), maxLength: 6 });
const field: fc.Arbitrary<Field> = fc.option(nasty, { nil: null });
const table = fc.integer({ min: 1, max: 4 })
  .chain((columns) => fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { maxLength: 6 }));

describe('rows of the canonical form', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(table, (rows) => {
      expect([...parseCsvRows(rows.map(encodeRow).join(''))]).toEqual(rows);
    }), { numRuns: 2000 });
  });

  it('have one spelling: whatever is read is written the same way', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\\', '.'), maxLength: 12 });
    fc.assert(fc.property(text, (spelling) => {
      let rows: Field[][];
      try {
        rows = [...parseCsvRows(spelling)];
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRowError);
        return;
      }
      expect(rows.map(encodeRow).join('')).toBe(spelling);
    }), { numRuns: 5000 });
  });

  it.each([
    ['a', 'without its line feed'], ['a\r\n', 'bare carriage return'], ['"a', 'closing quote'], ['"a"b\n', 'after a closing quote'],
    ['a"b\n', 'inside an unquoted field'], ['"a"\n', 'needless quotes'], ['\\.\n', 'missing quotes'], ['', 'no row'], ['a\nb\n', 'more than one row'],
  ])('%j is refused', (text, why) => {
    expect(() => parseCsvRow(text)).toThrow(why);
  });
});

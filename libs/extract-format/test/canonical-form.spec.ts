import {
  canonicalText, compareKeys, encodeRow, isCanonical, MalformedRowError, NotRepresentableError, parseColumnType, parseCsvRow, REFUSALS, type Field,
} from '../src/index.ts';
import { orders, vectors, type ValueVector } from './vectors.ts';

/** What TypeScript makes of the vector's input: the canonical text, or the rule that refuses it. */
const judge = ({ type, nullable, input }: ValueVector): Pick<ValueVector, 'canonical' | 'refused'> => {
  if (input === null) return nullable === true ? { canonical: null } : { refused: 'NULL_NOT_ALLOWED' };
  try {
    return { canonical: canonicalText(parseColumnType(type), input) };
  } catch (error) {
    if (error instanceof NotRepresentableError) return { refused: error.rule };
    throw error;
  }
};

const malformed = (csv: string): unknown => {
  try {
    return parseCsvRow(csv);
  } catch (error) {
    return error instanceof MalformedRowError ? 'malformed' : error;
  }
};

describe('the vectors of the canonical form, in TypeScript', () => {
  it('are at least 500, each of them another', () => {
    const ids = vectors.values.map(({ type, nullable, input }) => JSON.stringify([type, nullable, input]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(500);
  });

  it('tell every rule by which a value is refused, and have a case of each', () => {
    expect(vectors.rules).toEqual(REFUSALS);
    expect(new Set(vectors.values.flatMap(({ refused }) => refused ?? []))).toEqual(new Set(Object.keys(REFUSALS)));
  });

  it.each([...new Set(vectors.values.map(({ type }) => type))])('%s: every value, and every refusal by its name', (type) => {
    const ofType = vectors.values.filter((vector) => vector.type === type);
    expect(ofType.map((vector) => ({ type, input: vector.input, ...judge(vector) }))).toEqual(ofType.map(({ input, canonical, refused }) => (
      { type, input, ...(refused === undefined ? { canonical } : { refused }) })));
    for (const { canonical } of ofType) if (typeof canonical === 'string') expect([canonical, isCanonical(parseColumnType(type), canonical)]).toEqual([canonical, true]);
  });

  it('rows', () => {
    expect(vectors.rows.map(({ fields }) => encodeRow(fields))).toEqual(vectors.rows.map(({ csv }) => csv));
    expect(vectors.rows.map(({ csv }): readonly Field[] => parseCsvRow(csv))).toEqual(vectors.rows.map(({ fields }) => fields));
  });

  it('what is no row', () => {
    expect(vectors.notRows.map(({ csv }) => [csv, malformed(csv)])).toEqual(vectors.notRows.map(({ csv }) => [csv, 'malformed']));
  });

  it.each(orders.map((order) => [order.types.join(), order] as const))('order of %s', (_types, { types, sorted }) => {
    const compare = (a: readonly string[], b: readonly string[]): number => compareKeys(types.map(parseColumnType), a, b);
    expect(sorted.toReversed().sort(compare)).toEqual(sorted);
    expect(sorted.slice(1).every((key, index) => compare(sorted[index] ?? [], key) < 0)).toBe(true);
    for (const key of sorted) for (const [index, type] of types.entries()) expect([key, isCanonical(parseColumnType(type), key[index] ?? '')]).toEqual([key, true]);
  });
});

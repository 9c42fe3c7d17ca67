import { pairUp } from './part-boundaries.ts';

const row = (rowNumber: number, total: number): { rowNumber: number; total: number; key: string[] } => ({ rowNumber, total, key: [`k${rowNumber}`] });
const edges = (total: number, partRows: number): ReturnType<typeof row>[] =>
  Array.from({ length: total }, (_, index) => row(index + 1, total)).filter(({ rowNumber: n }) => (n - 1) % partRows === 0 || n % partRows === 0 || n === total);

describe('the boundaries of parts', () => {
  it.each([[0, 3], [1, 3], [2, 3], [3, 3], [4, 3], [7, 3], [9, 3], [5, 1], [5, 100]])('of %i rows in parts of %i cover every row once', (total, partRows) => {
    const parts = pairUp(edges(total, partRows), partRows);
    expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(total);
    parts.forEach((part, index) => {
      expect(part).toEqual({ n: index + 1, firstKey: [`k${index * partRows + 1}`], lastKey: [`k${index * partRows + part.rows}`], rows: part.rows });
    });
  });

  it('that are missing are an error, not a part too few', () => {
    expect(() => pairUp([row(1, 4), row(4, 4)], 2)).toThrow('boundaries of part 1 are missing');
  });
});

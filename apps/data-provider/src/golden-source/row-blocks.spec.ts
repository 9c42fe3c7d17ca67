import { RowBlocks, type RowBlock } from './row-blocks.ts';

const cut = (rows: readonly string[], partRows: number): RowBlock[] => {
  const blocks = new RowBlocks(partRows);
  return [...rows.flatMap((row) => blocks.add(Buffer.from(row))), ...blocks.end()];
};
const shown = ({ bytes, rows, firstEnd, lastStart, isFull }: RowBlock): unknown[] =>
  [rows, bytes.subarray(0, firstEnd).toString(), bytes.subarray(lastStart).toString(), isFull];

describe('rows put together to blocks', () => {
  it.each([[0, []], [1, [[1, 'r1\n', 'r1\n', false]]], [3, [[3, 'r1\n', 'r3\n', true]]], [4, [[3, 'r1\n', 'r3\n', true], [1, 'r4\n', 'r4\n', false]]]])('end with the part: %i rows in parts of 3', (count, expected) => {
    expect(cut(Array.from({ length: count }, (_, index) => `r${index + 1}\n`), 3).map(shown)).toEqual(expected);
  });

  it('hold whole rows, every one once, and one longer than a block too', () => {
    const rows = ['a'.repeat(200_000), 'b'.repeat(100_000), 'c'.repeat(600_000), 'd', 'e'];
    const blocks = cut(rows, 4);
    expect(blocks.map(({ bytes, rows: count, isFull }) => [bytes.length, count, isFull])).toEqual([[200_000, 1, false], [100_000, 1, false], [600_000, 1, false], [1, 1, true], [1, 1, false]]);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(rows.join(''));
  });
});

import { z } from 'zod';
import { decodeCursor, encodeCursor, toPage } from '../src/index.ts';

const Key = z.tuple([z.iso.datetime(), z.uuid()]);
const key = ['2026-08-04T12:00:00.123Z', '01900000-0000-7000-8000-000000000001'] as const;

it('gives back what it encoded, in characters that need no escape in a URL', () => {
  expect(decodeCursor(encodeCursor(key), Key)).toEqual(key);
  expect(encodeCursor(key)).toMatch(/^[\w-]+$/);
  expect(decodeCursor(undefined, Key)).toBeUndefined();
});

it.each(['x', 'bnVsbA', encodeCursor([1, 2]), encodeCursor([...key, 'more']), encodeCursor([key[0]]), `${encodeCursor(key).slice(0, -3)}`, '%00', '../..'])('refuses %s', (cursor) => {
  expect(() => decodeCursor(cursor, Key)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', errors: [expect.objectContaining({ pointer: '/query/cursor' })] }));
});

describe('a page', () => {
  const page = (rows: number[], limit: number): object => toPage(rows, limit, (row) => [row], (row) => ({ row }));

  it('points behind its last row when there is one more', () => {
    expect(page([5, 4, 3], 2)).toEqual({ items: [{ row: 5 }, { row: 4 }], nextCursor: encodeCursor([4]) });
  });

  it.each<[number[]]>([[[]], [[5]], [[5, 4]]])('is the last one for %j', (rows) => {
    expect(page(rows, 2)).toEqual({ items: rows.map((row) => ({ row })), nextCursor: null });
  });
});

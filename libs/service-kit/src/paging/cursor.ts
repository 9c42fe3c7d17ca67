import { DomainError } from '@syncline/contract';
import type { Page } from '@syncline/contract';
import type { z } from 'zod';

/** What a list is ordered by, read from its last row: the place where the next page begins. */
export type CursorKey = readonly (string | number | null)[];

/** Opaque to clients: base64url of the JSON of the key. */
export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * @param schema what the key must look like, such as `z.tuple([Instant, Uuid])`
 * @throws DomainError VALIDATION_FAILED when the text was not made by `encodeCursor`
 */
export function decodeCursor<Key extends CursorKey>(cursor: string | undefined, schema: z.ZodType<Key>): Key | undefined {
  if (cursor === undefined) return undefined;
  const key = schema.safeParse(parse(cursor));
  if (key.success) return key.data;
  throw new DomainError('VALIDATION_FAILED', 'The cursor was not given by this list.', { errors: [{ pointer: '/query/cursor', detail: 'was not given by this list' }] });
}

/**
 * One page of a list.
 * @param rows as read with a limit of one more than `limit`: the surplus row tells that there is a next page
 * @param keyOf the key of a row, by which the list is ordered
 */
export function toPage<Row, Item>(rows: readonly Row[], limit: number, keyOf: (row: Row) => CursorKey, itemOf: (row: Row) => Item): Page<Item> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(itemOf), nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

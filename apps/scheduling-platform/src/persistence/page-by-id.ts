import type { Page } from '@syncline/contract';
import { decodeCursor, toPage } from '@syncline/service-kit';
import { LessThan, type FindOptionsOrder, type FindOptionsWhere, type Repository } from 'typeorm';
import { z } from 'zod';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const Key = z.tuple([z.uuid()]);

/**
 * One page of rows, newest first. Ids are UUIDv7, so their order is that of their making; a page begins after the last
 * id of the page before, whatever was added meanwhile.
 */
export async function pageById<E extends { id: string }, Item>(
  repository: Repository<E>,
  where: FindOptionsWhere<E>,
  { limit, cursor }: PageRequest,
  itemOf: (row: E) => Item,
): Promise<Page<Item>> {
  const after = decodeCursor(cursor, Key)?.[0];
  const rows = await repository.find({
    where: after === undefined ? where : { ...where, id: LessThan(after) },
    order: { id: 'DESC' } as FindOptionsOrder<E>,
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => [row.id], itemOf);
}

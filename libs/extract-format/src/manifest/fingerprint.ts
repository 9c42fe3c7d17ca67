import { createHash } from 'node:crypto';
import type { Column } from '@syncline/contract';

/** What a consumer relies on about the rows of a dataset. */
export interface RowContract {
  readonly key: readonly string[];
  readonly columns: readonly Column[];
}

/** Lower-case hex SHA-256 of the UTF-8 of `JSON.stringify({ key, columns })`, members in the order of the wire contract. */
export function fingerprint({ key, columns }: RowContract): string {
  const members = { key, columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable })) };
  return createHash('sha256').update(JSON.stringify(members), 'utf8').digest('hex');
}

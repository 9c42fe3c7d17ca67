import { textLiteral } from '@syncline/extract-format/rows';
import type { Dialect } from '@syncline/database';
import { inTransaction, type BulkConnection } from '../bulk/bulk-connection.ts';
import { keyList, sqlIdentifier, type TableRef } from '../bulk/table-sql.ts';

/** One row where a key of the table is guarded by an index. */
const hasUniqueIndex = (dialect: Dialect, { sqlName }: TableRef): string =>
  (dialect === 'postgres'
    ? `SELECT 'yes' FROM pg_index WHERE indrelid = to_regclass(${textLiteral(sqlName)}) AND indisunique LIMIT 1`
    : `SELECT 'yes' FROM user_indexes WHERE table_name = ${textLiteral(sqlName.slice(1, -1))} AND uniqueness = 'UNIQUE'`);

/** One row where an index leads from the key to its one row. Somebody may have dropped the one that we made. */
export const hasKeyIndex = (dialect: Dialect, table: TableRef): string =>
  (dialect === 'postgres'
    ? `SELECT 'yes' FROM pg_index i WHERE i.indrelid = to_regclass(${textLiteral(table.sqlName)}) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
       AND ARRAY[${table.key.map(textLiteral).join(', ')}]::text[] = (
         SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k (number, place)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) LIMIT 1`
    : hasUniqueIndex(dialect, table));

/** The server names it, where it can. */
export const createUniqueIndex = (dialect: Dialect, { sqlName, key }: TableRef): string =>
  `CREATE UNIQUE INDEX ${dialect === 'postgres' ? '' : `${sqlIdentifier(dialect, `key_${sqlName.slice(1, -1)}`)} `}ON ${sqlName} (${keyList(dialect, key)})`;

/**
 * Builds the index of the key when all rows are in staging, before the publishing transaction: a merge walks along it, an
 * adopted table is read back along it, and a key that is there twice is refused here, whatever way the rows would go.
 * @throws what the database says of a key that is there twice
 */
export async function buildKey(connection: BulkConnection, staging: TableRef): Promise<void> {
  const { dialect } = connection;
  if ((await connection.texts(hasUniqueIndex(dialect, staging))).length > 0) return;
  await inTransaction(connection, async () => {
    if (dialect === 'postgres') await connection.run(`SET LOCAL lock_timeout = '2s'; SET LOCAL maintenance_work_mem = '128MB'`);
    await connection.run(createUniqueIndex(dialect, staging));
  });
}

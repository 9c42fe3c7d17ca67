import type { Dialect } from '@syncline/database';
import { columnList, keyList, type TableRef } from '../bulk/table-sql.ts';

/** All rows, as they are. */
export const copyRows = (dialect: Dialect, from: TableRef, to: TableRef): string =>
  `INSERT INTO ${to.sqlName} (${columnList(dialect, to)}) SELECT ${columnList(dialect, to)} FROM ${from.sqlName}`;

/** Not TRUNCATE, which would lock readers out and empties the table for those who hold a snapshot. */
export const deleteAll = (target: Pick<TableRef, 'sqlName'>): string => `DELETE FROM ${target.sqlName}`;

/** In key order, so that the index is filled from left to right and reading back walks along the table. */
export const fill = (dialect: Dialect, target: TableRef, from: TableRef): string => `${copyRows(dialect, from, target)} ORDER BY ${keyList(dialect, target.key)}`;

import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { columnList, columnOf, isLargeText, sqlIdentifier, type TableRef } from '../bulk/table-sql.ts';

/** The statements that make a target equal to its staging table, in this order. The rows that each changes are its count. */
export interface MergeSql {
  readonly delete: string;
  /** Null where every column is part of the key: then a row is there or not. */
  readonly update: string | null;
  readonly insert: string;
}

export function mergeSql(dialect: Dialect, target: TableRef, staging: TableRef): MergeSql {
  const sameKey = target.key.map((name) => `s.${sqlIdentifier(dialect, name)} = t.${sqlIdentifier(dialect, name)}`).join(' AND ');
  return {
    delete: `DELETE FROM ${target.sqlName} t WHERE NOT EXISTS (SELECT 1 FROM ${staging.sqlName} s WHERE ${sameKey})`,
    update: updateSql(dialect, target, staging, sameKey),
    insert: `INSERT INTO ${target.sqlName} (${columnList(dialect, target)}) SELECT ${columnList(dialect, target, 's.')} `
      + `FROM ${staging.sqlName} s WHERE NOT EXISTS (SELECT 1 FROM ${target.sqlName} t WHERE ${sameKey})`,
  };
}

/** Into an empty table nothing needs to be compared; in key order its index is filled from left to right. */
export const fillSql = (dialect: Dialect, target: TableRef, staging: TableRef): string =>
  `INSERT INTO ${target.sqlName} (${columnList(dialect, target)}) SELECT ${columnList(dialect, target)} `
  + `FROM ${staging.sqlName} ORDER BY ${target.key.map((name) => sqlIdentifier(dialect, name)).join(', ')}`;

function updateSql(dialect: Dialect, target: TableRef, staging: TableRef, sameKey: string): string | null {
  const values = target.columns.filter(({ name }) => !target.key.includes(name));
  if (values.length === 0) return null;
  const list = (alias: string): string => columnList(dialect, { columns: values }, alias);
  if (dialect === 'postgres') {
    const assignments = values.map(({ name }) => `${sqlIdentifier(dialect, name)} = s.${sqlIdentifier(dialect, name)}`).join(', ');
    return `UPDATE ${target.sqlName} t SET ${assignments} FROM ${staging.sqlName} s `
      + `WHERE ${sameKey} AND (${list('t.')}) IS DISTINCT FROM (${list('s.')})`;
  }
  const differs = values.map((column) => oracleDiffers(columnOf(target, column.name))).join(' OR ');
  return `UPDATE ${target.sqlName} t SET (${list('')}) = (SELECT ${list('s.')} FROM ${staging.sqlName} s WHERE ${sameKey}) `
    + `WHERE EXISTS (SELECT 1 FROM ${staging.sqlName} s WHERE ${sameKey} AND (${differs}))`;
}

/** DECODE holds NULL equal to NULL, which `<>` does not; CLOBs have a comparison of their own. */
function oracleDiffers(column: Column): string {
  const name = sqlIdentifier('oracle', column.name);
  return isLargeText('oracle', column)
    ? `(NVL(DBMS_LOB.COMPARE(t.${name}, s.${name}), 1) <> 0 AND NOT (t.${name} IS NULL AND s.${name} IS NULL))`
    : `DECODE(t.${name}, s.${name}, 0, 1) = 1`;
}

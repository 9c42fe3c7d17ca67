import type { Column, ControlTotal } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import {
  controlTotalExpression, copyExpression, keyOrder, keyRangeCondition, targetColumnType, targetPhysicalType, textLiteral,
  type KeyColumn,
} from '@syncline/extract-format/rows';
import type { PartRange } from '../proving/domain/key-ranges.ts';

/**
 * The SQL of tables whose columns are known only from a manifest: published tables and their staging. Names come from
 * checked schemas (letters, digits, underscores) and are quoted all the same.
 */
export interface TableRef {
  /** As it stands in SQL: quoted, with its schema where there is one. */
  readonly sqlName: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

/** A query whose columns are canonical texts, in contract order and key order. */
export interface CanonicalSelect {
  readonly sql: string;
  readonly columnCount: number;
}

/** Oracle folds names that nobody quotes to upper case; readers should not have to quote. */
export const sqlIdentifier = (dialect: Dialect, name: string): string =>
  `"${(dialect === 'oracle' ? name.toUpperCase() : name).replaceAll('"', '""')}"`;

/** PostgreSQL: a schema of its own for what people read. Oracle: the service's user. */
export const publishedTable = (dialect: Dialect, table: string): string =>
  dialect === 'postgres' ? `published.${sqlIdentifier(dialect, table)}` : sqlIdentifier(dialect, table);

/** One staging table a file; the ledger says of which extract its rows are. File names have no underscore, so none collide. */
export const stagingTable = (dialect: Dialect, file: string): string => {
  const name = file.replaceAll('-', '_');
  return dialect === 'postgres' ? `staging.${sqlIdentifier(dialect, name)}` : sqlIdentifier(dialect, `stg_${name}`);
};

export const columnList = (dialect: Dialect, table: Pick<TableRef, 'columns'>, alias = ''): string =>
  table.columns.map(({ name }) => `${alias}${sqlIdentifier(dialect, name)}`).join(', ');

const columnDefinitions = (dialect: Dialect, { columns, key }: TableRef): string =>
  columns.map((column) => {
    const notNull = !column.nullable || key.includes(column.name) ? ' NOT NULL' : '';
    return `${sqlIdentifier(dialect, column.name)} ${targetColumnType(dialect, column)}${notNull}`;
  }).join(', ');

export const keyList = (dialect: Dialect, key: readonly string[]): string => key.map((name) => sqlIdentifier(dialect, name)).join(', ');

const ORACLE_PREFIX = { CHANGES: 'chg', ROWS: 'bck', SCRATCH: 'tmp' } as const;

/**
 * The rows of a file's previous edition, or the changes that lead back to them. Where DDL is part of the transaction they
 * are one table that is made as it is needed; where it is not, each is there.
 */
export const wayBackTable = (dialect: Dialect, file: string, kind: 'CHANGES' | 'ROWS' | 'SCRATCH'): string => {
  const name = file.replaceAll('-', '_');
  return dialect === 'postgres' ? `way_back.${sqlIdentifier(dialect, name)}` : sqlIdentifier(dialect, `${ORACLE_PREFIX[kind]}_${name}`);
};

/** The table that people read: logged, so that it survives what it was proven to hold. */
export const createTarget = (dialect: Dialect, table: TableRef): string =>
  `CREATE TABLE ${table.sqlName} (${columnDefinitions(dialect, table)}, PRIMARY KEY (${keyList(dialect, table.key)}))`;

/**
 * Without an index, which would slow the load. Unlogged on PostgreSQL, which halves the writing, unless the table is to be
 * published as it is: to make it logged afterwards would cost more than it saved (0.35 s saved, 1.16 s lost on 1,000,000
 * rows). The ledger is unlogged in any case: after a crash it lists nothing, and what it does not list is loaded again.
 */
export const createStaging = (dialect: Dialect, table: TableRef, durability: 'LOGGED' | 'UNLOGGED' = 'UNLOGGED'): string =>
  `CREATE ${dialect === 'postgres' && durability === 'UNLOGGED' ? 'UNLOGGED ' : ''}TABLE ${table.sqlName} (${columnDefinitions(dialect, table)})`;

/** A column that may be NULL, and is in every row that is there. */
export const addColumn = (dialect: Dialect, { sqlName }: TableRef, column: Column): string => {
  const definition = `${sqlIdentifier(dialect, column.name)} ${targetColumnType(dialect, column)}`;
  return `ALTER TABLE ${sqlName} ADD ${dialect === 'postgres' ? `COLUMN ${definition}` : `(${definition})`}`;
};

/** Oracle has had no IF EXISTS before 23ai. */
export const dropTable = (dialect: Dialect, sqlName: string): string =>
  dialect === 'postgres'
    ? `DROP TABLE IF EXISTS ${sqlName}`
    : `BEGIN EXECUTE IMMEDIATE 'DROP TABLE ${sqlName} PURGE'; EXCEPTION WHEN OTHERS THEN IF SQLCODE <> -942 THEN RAISE; END IF; END;`;

/** One row where the table exists, none where it does not. */
export const tableExists = (dialect: Dialect, sqlName: string): string =>
  dialect === 'postgres'
    ? `SELECT 'yes' WHERE to_regclass(${textLiteral(sqlName)}) IS NOT NULL`
    : `SELECT 'yes' FROM user_tables WHERE table_name = ${textLiteral(sqlName.slice(1, -1))}`;

/** One row where foreign keys of other tables refer to the table, none where none do. */
export const isReferenced = (dialect: Dialect, sqlName: string): string =>
  dialect === 'postgres'
    ? `SELECT 'yes' FROM pg_constraint WHERE contype = 'f' AND confrelid = to_regclass(${textLiteral(sqlName)}) AND conrelid <> confrelid LIMIT 1`
    : `SELECT 'yes' FROM all_constraints k JOIN all_constraints r ON r.r_owner = k.owner AND r.r_constraint_name = k.constraint_name `
      + `WHERE k.owner = USER AND k.table_name = ${textLiteral(sqlName.slice(1, -1))} AND r.constraint_type = 'R' AND NOT (r.owner = k.owner AND r.table_name = k.table_name)`;

/** Keeps other writers away until the commit, so that what is read back is what will be visible. Readers go on. */
export const lockAgainstWriters = (dialect: Dialect, sqlName: string): string =>
  dialect === 'postgres' ? `LOCK TABLE ${sqlName} IN SHARE ROW EXCLUSIVE MODE` : `LOCK TABLE ${sqlName} IN EXCLUSIVE MODE`;

export const countRows = (sqlName: string): string => `SELECT count(*) FROM ${sqlName}`;

const keyColumns = (dialect: Dialect, table: TableRef): KeyColumn[] =>
  table.key.map((name) => ({ column: columnOf(table, name), sqlName: `t.${sqlIdentifier(dialect, name)}` }));

export function columnOf(table: Pick<TableRef, 'columns'>, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new RangeError(`there is no column ${name}`);
  return column;
}

/**
 * The rows of a part's key range as the golden source would have written them, for COPY. That the physical types are those
 * of our making is made sure of before anything is proven (`open-target.ts`).
 */
export function canonicalSelect(dialect: Dialect, table: TableRef, { after, upTo }: Pick<PartRange, 'after' | 'upTo'>): CanonicalSelect {
  const key = keyColumns(dialect, table);
  const texts = table.columns.map((column) => copyExpression(dialect, column, `t.${sqlIdentifier(dialect, column.name)}`, targetPhysicalType(column)));
  const where = keyRangeCondition(dialect, key, { after: after?.map(textLiteral), upTo: upTo?.map(textLiteral) });
  return {
    sql: `SELECT ${texts.join(', ')} FROM ${table.sqlName} t WHERE ${where} ORDER BY ${keyOrder(dialect, key)}`,
    columnCount: table.columns.length,
  };
}

/** The number of rows and all control totals in one walk: the count first, then the totals in the order given. */
export const countAndTotals = (dialect: Dialect, table: TableRef, totals: readonly ControlTotal[]): string =>
  `SELECT ${['count(*)', ...totals.map(({ kind, column }) =>
    controlTotalExpression(dialect, kind, columnOf(table, column), sqlIdentifier(dialect, column)))].join(', ')} FROM ${table.sqlName}`;

/** Whether a column's type has no plain comparison on Oracle. */
export const isLargeText = (dialect: Dialect, column: Column): boolean =>
  dialect === 'oracle' && targetColumnType(dialect, column) === 'CLOB';

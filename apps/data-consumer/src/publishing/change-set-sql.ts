import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { targetColumnType } from '@syncline/extract-format/rows';
import { columnList, columnOf, isLargeText, sqlIdentifier, type TableRef } from '../bulk/table-sql.ts';

/**
 * The change set of a merge, and the statements that it is made and applied by.
 *
 * One join of staging and target finds what differs, and keeps it as a table: `op` (I: is not in the target, D: is not in
 * staging, U: differs), the key (`k1`…), and of every other column the old (`o1`…) and the new value (`n1`…). From its new
 * values the target is changed. Its old values stay behind as the way back, which is applied by the state of the target and
 * not by what was once done to it, so that it leads to the old rows from wherever the target stands.
 * Names are numbers, because those of a manifest could be anything, `op` and `k1` among them.
 */
export interface ChangeSet {
  readonly sqlName: string;
  /** The columns of the target that it is about. */
  readonly shape: Pick<TableRef, 'columns' | 'key'>;
}

type Side = 'o' | 'n';

const valuesOf = ({ columns, key }: ChangeSet['shape']): Column[] => columns.filter(({ name }) => !key.includes(name));
const names = (prefix: string, list: readonly unknown[], alias = ''): string[] => list.map((_item, index) => `${alias}${prefix}${index + 1}`);

/** `t.key = c.k1 AND …` */
const sameKey = (dialect: Dialect, { key }: ChangeSet['shape']): string =>
  key.map((name, index) => `t.${sqlIdentifier(dialect, name)} = c.k${index + 1}`).join(' AND ');

export function createChangeSet(dialect: Dialect, { sqlName, shape }: ChangeSet): string {
  const type = (column: Column): string => targetColumnType(dialect, column);
  const key = shape.key.map((name, index) => `k${index + 1} ${type(columnOf(shape, name))} NOT NULL`);
  const values = valuesOf(shape);
  const side = (prefix: Side): string[] => values.map((column, index) => `${prefix}${index + 1} ${type(column)}`);
  return `CREATE TABLE ${sqlName} (op ${dialect === 'postgres' ? 'varchar' : 'VARCHAR2'}(1) NOT NULL, ${[...key, ...side('o'), ...side('n')].join(', ')})`;
}

/** Fills it. A row that is as it was is not in it. */
export function collectChanges(dialect: Dialect, { sqlName, shape }: ChangeSet, target: TableRef, staging: TableRef): string {
  const values = valuesOf(shape);
  const q = (alias: string, name: string): string => `${alias}.${sqlIdentifier(dialect, name)}`;
  const [first = ''] = shape.key;
  const op = `CASE WHEN ${q('t', first)} IS NULL THEN 'I' WHEN ${q('s', first)} IS NULL THEN 'D' ELSE 'U' END`;
  const key = shape.key.map((name) => `COALESCE(${q('t', name)}, ${q('s', name)})`);
  const side = (alias: string): string[] => values.map(({ name }) => q(alias, name));
  const into = ['op', ...names('k', shape.key), ...names('o', values), ...names('n', values)];
  const alone = `${q('t', first)} IS NULL OR ${q('s', first)} IS NULL`;
  return `INSERT INTO ${sqlName} (${into.join(', ')}) SELECT ${[op, ...key, ...side('t'), ...side('s')].join(', ')} `
    + `${joined(dialect, shape, target, staging)} WHERE ${values.length === 0 ? alone : `${alone} OR ${differs(dialect, values)}`}`;
}

/** The same numbers without keeping what they count: inserted, updated, deleted. */
export function countChanges(dialect: Dialect, shape: ChangeSet['shape'], target: TableRef, staging: TableRef): string {
  const values = valuesOf(shape);
  const [first = ''] = shape.key.map((name) => sqlIdentifier(dialect, name));
  const count = (condition: string): string => `COALESCE(SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END), 0)`;
  const updated = values.length === 0 ? '0' : count(`t.${first} IS NOT NULL AND s.${first} IS NOT NULL AND (${differs(dialect, values)})`);
  return `SELECT ${count(`t.${first} IS NULL`)}, ${updated}, ${count(`s.${first} IS NULL`)} ${joined(dialect, shape, target, staging)}`;
}

/** Of about so many percent of staging: rows, those that the target has not, those that differ there. */
export function sampleChanges(dialect: Dialect, target: TableRef, staging: TableRef, percent: number): string {
  const values = valuesOf(target);
  const [first = ''] = target.key.map((name) => sqlIdentifier(dialect, name));
  const some = dialect === 'postgres' ? `${staging.sqlName} s TABLESAMPLE SYSTEM (${percent})` : `${staging.sqlName} SAMPLE BLOCK (${percent}) s`;
  const count = (condition: string): string => `COALESCE(SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END), 0)`;
  const differing = values.length === 0 ? '0' : count(`t.${first} IS NOT NULL AND (${differs(dialect, values)})`);
  return `SELECT count(*), ${count(`t.${first} IS NULL`)}, ${differing} FROM ${some} LEFT JOIN ${target.sqlName} t ON ${keysJoined(dialect, target)}`;
}

/** How many there are of each `op`. */
export const countOps = ({ sqlName }: ChangeSet): string => `SELECT op, count(*) FROM ${sqlName} GROUP BY op`;

/** Makes the target what staging is, in this order; the rows that each changes are its count. Null: there is no such thing. */
export const applyChanges = (dialect: Dialect, changes: ChangeSet, target: TableRef): { delete: string; update: string | null; insert: string } => ({
  delete: deleteKeys(dialect, changes, target, 'D'),
  update: setValues(dialect, changes, target, 'n', `op = 'U'`),
  insert: insertRows(dialect, changes, target, 'n', `c.op = 'I'`),
});

/** Makes the target what it was before, in this order. */
export const undoChanges = (dialect: Dialect, changes: ChangeSet, target: TableRef): { delete: string; update: string | null; insert: string } => ({
  delete: deleteKeys(dialect, changes, target, 'I'),
  update: setValues(dialect, changes, target, 'o', `op <> 'I'`),
  insert: insertRows(dialect, changes, target, 'o', `c.op <> 'I' AND NOT EXISTS (SELECT 1 FROM ${target.sqlName} t WHERE ${sameKey(dialect, changes.shape)})`),
});

const deleteKeys = (dialect: Dialect, { sqlName, shape }: ChangeSet, target: TableRef, op: 'I' | 'D'): string =>
  dialect === 'postgres'
    ? `DELETE FROM ${target.sqlName} t USING ${sqlName} c WHERE c.op = '${op}' AND ${sameKey(dialect, shape)}`
    : `DELETE FROM ${target.sqlName} t WHERE EXISTS (SELECT 1 FROM ${sqlName} c WHERE c.op = '${op}' AND ${sameKey(dialect, shape)})`;

function setValues(dialect: Dialect, { sqlName, shape }: ChangeSet, target: TableRef, side: Side, which: string): string | null {
  const values = valuesOf(shape);
  if (values.length === 0) return null;
  const assign = (prefix: string): string => values.map(({ name }, index) => `${prefix}${sqlIdentifier(dialect, name)} = c.${side}${index + 1}`).join(', ');
  return dialect === 'postgres'
    ? `UPDATE ${target.sqlName} t SET ${assign('')} FROM ${sqlName} c WHERE c.${which} AND ${sameKey(dialect, shape)}`
    : `MERGE INTO ${target.sqlName} t USING (SELECT * FROM ${sqlName} WHERE ${which}) c ON (${sameKey(dialect, shape)}) `
      + `WHEN MATCHED THEN UPDATE SET ${assign('t.')}`;
}

function insertRows(dialect: Dialect, { sqlName, shape }: ChangeSet, target: TableRef, side: Side, where: string): string {
  const columns = [...shape.key.map((name) => columnOf(shape, name)), ...valuesOf(shape)];
  const from = [...names('k', shape.key, 'c.'), ...names(side, valuesOf(shape), 'c.')].join(', ');
  return `INSERT INTO ${target.sqlName} (${columnList(dialect, { columns })}) SELECT ${from} FROM ${sqlName} c WHERE ${where} ORDER BY ${names('k', shape.key, 'c.').join(', ')}`;
}

const keysJoined = (dialect: Dialect, { key }: ChangeSet['shape']): string =>
  key.map((name) => `s.${sqlIdentifier(dialect, name)} = t.${sqlIdentifier(dialect, name)}`).join(' AND ');

const joined = (dialect: Dialect, shape: ChangeSet['shape'], target: TableRef, staging: TableRef): string =>
  `FROM ${target.sqlName} t FULL OUTER JOIN ${staging.sqlName} s ON ${keysJoined(dialect, shape)}`;

/** Whether rows of one key have other values; NULL equals NULL. */
const differs = (dialect: Dialect, values: readonly Column[]): string =>
  dialect === 'postgres'
    ? `(${columnList('postgres', { columns: values }, 't.')}) IS DISTINCT FROM (${columnList('postgres', { columns: values }, 's.')})`
    : values.map(oracleDiffers).join(' OR ');

/** DECODE holds NULL equal to NULL, which `<>` does not; CLOBs have a comparison of their own. */
function oracleDiffers(column: Column): string {
  const name = sqlIdentifier('oracle', column.name);
  return isLargeText('oracle', column)
    ? `(NVL(DBMS_LOB.COMPARE(t.${name}, s.${name}), 1) <> 0 AND NOT (t.${name} IS NULL AND s.${name} IS NULL))`
    : `DECODE(t.${name}, s.${name}, 0, 1) = 1`;
}

import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { canonicalExpression, instantFromLocal, keyOrder, textLiteral, unrepresentable } from '@syncline/extract-format';
import type { ColumnKind } from '../../bulk/bulk-connection.ts';
import { isLargeText, publishedTable, sqlIdentifier, type CanonicalSelect } from '../../bulk/table-sql.ts';
import { BUSINESS_DATE, fillIn } from '../definitions/domain/query.ts';
import type { OutputDefinition, OutputShape } from '../definitions/output-definition.ts';

/** The query of an output for one business date, as the database gets it. */
export function queryText(dialect: Dialect, { sql }: Pick<OutputDefinition, 'sql'>, businessDate: string, tableOf: (file: string) => string): string {
  return fillIn(sql, (name) => (name === BUSINESS_DATE ? `DATE ${textLiteral(businessDate)}` : publishedTable(dialect, tableOf(name))));
}

/** What is wrong with the columns that a query has, by the columns that its output declares; one sentence, or null. */
export function columnProblem(dialect: Dialect, { columns }: Pick<OutputShape, 'columns'>, found: ReadonlyMap<string, ColumnKind>): string | null {
  const declared = columns.map(({ name }) => (dialect === 'oracle' ? name.toUpperCase() : name));
  const missing = declared.filter((name) => !found.has(name));
  const surplus = [...found.keys()].filter((name) => !declared.includes(name));
  const floats = [...found].flatMap(([name, kind]) => (kind === 'float' ? [name] : []));
  const problems = [
    ...(missing.length > 0 ? [`has no column ${missing.join(', ')}`] : []),
    ...(surplus.length > 0 ? [`has a column ${surplus.join(', ')} that the output does not declare`] : []),
    ...(floats.length > 0 ? [`has floating point numbers in ${floats.join(', ')}: cast them to an exact type`] : []),
  ];
  return problems.length === 0 ? null : `The query ${problems.join('; it ')}.`;
}

export interface Computation {
  readonly shape: OutputShape;
  /** As `queryText` makes it. */
  readonly query: string;
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  readonly businessDate: string;
  readonly maxRows: number;
}

/**
 * The rows of a query in canonical form, each with the business date before it, in key order; one row more than are allowed,
 * so that too many can be told from just enough.
 *
 * A cast rounds and a mask cuts without a word. So a value that its column cannot hold exactly is made to fail where it is
 * met: cast to a number, together with a sentence that says in which column it stands. Computing and checking are one walk,
 * which also holds for a query that gives other rows each time.
 */
export function computedRows(dialect: Dialect, { shape, query, kinds, businessDate, maxRows }: Computation): CanonicalSelect {
  const value = (column: Column): string => {
    const name = `o.${sqlIdentifier(dialect, column.name)}`;
    return kinds.get(dialect === 'oracle' ? column.name.toUpperCase() : column.name) === 'local-timestamp' ? instantFromLocal(dialect, name) : name;
  };
  const texts = shape.columns.map((column) =>
    `CASE WHEN ${unrepresentable(dialect, column, value(column))} THEN ${REFUSAL[dialect](column, value(column))} ELSE ${canonicalExpression(dialect, column, value(column))} END`);
  const key = shape.key.map((name) => {
    const column = shape.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new RangeError(`there is no column ${name}`);
    return { column, sqlName: value(column) };
  });
  return {
    sql: `SELECT ${[textLiteral(businessDate), ...texts].join(', ')} FROM (${query}\n) o ORDER BY ${keyOrder(dialect, key)} FETCH FIRST ${maxRows + 1} ROWS ONLY`,
    columnCount: texts.length + 1,
  };
}

/** The value takes part, with none of its characters, lest an optimiser compute the failure before there is a row. */
const REFUSAL: Readonly<Record<Dialect, (column: Column, x: string) => string>> = {
  postgres: ({ name }, x) => `CAST(CAST('a value in ${name} cannot be held' || left(COALESCE(CAST(${x} AS text), ''), 0) AS numeric) AS text)`,
  oracle: (column, x) => {
    const failing = `TO_CHAR(TO_NUMBER('a value in ${column.name} cannot be held' || LENGTH(${x})))`;
    // Both branches of a CASE are of one type.
    return isLargeText('oracle', column) ? `TO_CLOB(${failing})` : failing;
  },
};

/** The column that a refusal names, where an engine repeats what could not be made a number (Oracle before 23ai does not). */
export const refusedColumn = (message: string): string | null => /a value in (\w+) cannot be held/.exec(message)?.[1] ?? null;

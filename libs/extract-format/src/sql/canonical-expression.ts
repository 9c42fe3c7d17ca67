import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';

/**
 * SQL text that yields a column's canonical text, whatever the session's settings (time zone, date style, NLS) are.
 *
 * It is exact only for values that `unrepresentable` does not name: a cast to `numeric(p,s)` rounds, a format mask cuts.
 * Whoever seals an extract therefore counts the unrepresentable values of the same snapshot first.
 *
 * `sqlName` is the column as the statement names it. A timestamp is expected as an instant (`timestamptz`,
 * `TIMESTAMP WITH TIME ZONE`); who reads a column without a zone makes it one in UTC before (`instantFromLocal`).
 */
export function canonicalExpression(dialect: Dialect, column: Pick<Column, 'type'>, sqlName: string): string {
  return EXPRESSIONS[dialect](parseColumnType(column.type), sqlName);
}

/** A timestamp without a zone, read as UTC. */
export const instantFromLocal = (dialect: Dialect, sqlName: string): string =>
  dialect === 'postgres' ? `(${sqlName} AT TIME ZONE 'UTC')` : `FROM_TZ(${sqlName}, 'UTC')`;

const EXPRESSIONS: Readonly<Record<Dialect, (type: ColumnType, sqlName: string) => string>> = {
  postgres: postgresText,
  oracle: oracleText,
};

function postgresText(type: ColumnType, x: string): string {
  switch (type.kind) {
    case 'string':
    case 'json':
    case 'boolean': return `CAST(${x} AS text)`;
    case 'integer':
    case 'bigint': return `CAST(CAST(${x} AS bigint) AS text)`;
    case 'decimal': return `CAST(CAST(${x} AS numeric(${type.precision},${type.scale})) AS text)`;
    // Through timestamp, not timestamptz, which to_char would otherwise choose: in a zone that once skipped a day
    // (Pacific/Apia, 2011-12-30) the day would change.
    case 'date': return `to_char(CAST(${x} AS timestamp), 'YYYY-MM-DD')`;
    case 'timestamp': return `to_char(${x} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS${fractionMask(type.digits)}"Z"')`;
  }
}

function oracleText(type: ColumnType, x: string): string {
  switch (type.kind) {
    case 'string':
    case 'json': return x;
    case 'boolean': return `CASE ${x} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`;
    case 'integer':
    case 'bigint': return `TO_CHAR(${x}, 'FM9999999999999999990')`;
    case 'decimal': return oracleDecimalText(x, type.precision - type.scale, type.scale);
    case 'date': return `TO_CHAR(${x}, 'YYYY-MM-DD', 'NLS_CALENDAR=GREGORIAN')`;
    case 'timestamp':
      return `TO_CHAR(SYS_EXTRACT_UTC(${x}), 'YYYY-MM-DD"T"HH24:MI:SS${fractionMask(type.digits)}"Z"', 'NLS_CALENDAR=GREGORIAN')`;
  }
}

const fractionMask = (digits: number): string => (digits === 0 ? '' : `.FF${digits}`);

/** Without a mask Oracle writes `.71`; without the NLS parameter a German session writes `0,71`. */
export function oracleDecimalText(x: string, wholeDigits: number, scale: number): string {
  const mask = `FM${'9'.repeat(Math.max(wholeDigits - 1, 0))}0${scale === 0 ? '' : `D${'0'.repeat(scale)}`}`;
  return `TO_CHAR(${x}, '${mask}', 'NLS_NUMERIC_CHARACTERS=''.,''')`;
}

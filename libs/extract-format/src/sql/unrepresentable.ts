import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import { isReadableAs, type PhysicalType } from './physical-type.ts';
import { postgresGuaranteed } from './postgres-guarantee.ts';

/**
 * A condition that is true for the values of a column which its type cannot hold exactly: too many digits, NaN, infinity,
 * a date before 1582-10-15, text that is too long or not JSON, NULL where the contract has none. False or unknown for all others.
 * `sqlName` as in `canonicalExpression`; `physical` where it is known, and then nothing is asked that it guarantees.
 */
export function unrepresentable(dialect: Dialect, column: Pick<Column, 'type' | 'nullable'>, sqlName: string, physical?: PhysicalType): string {
  const outside = outOfRange(dialect, column, sqlName, physical);
  const conditions = [...(column.nullable ? [] : [`${sqlName} IS NULL`]), ...(outside === null ? [] : [outside])];
  return `(${conditions.length === 0 ? '1 = 0' : conditions.join(' OR ')})`;
}

/** The same without the question whether it is NULL; null where no value can be outside. */
export function outOfRange(dialect: Dialect, column: Pick<Column, 'type'>, sqlName: string, physical?: PhysicalType): string | null {
  const type = parseColumnType(column.type);
  if (physical === undefined) return CONDITIONS[dialect](type, sqlName);
  if (!isReadableAs(dialect, column, physical)) return `${sqlName} IS NOT NULL`;
  const guaranteed = dialect === 'postgres' ? postgresGuaranteed(type, physical, sqlName) : undefined;
  return guaranteed === undefined ? CONDITIONS[dialect](type, sqlName) : guaranteed;
}

/** An aggregate: how many values of the column its type cannot hold. Null where the types say that there are none. */
export function unrepresentableCount(dialect: Dialect, column: Pick<Column, 'type' | 'nullable'>, sqlName: string, physical?: PhysicalType): string | null {
  const outside = outOfRange(dialect, column, sqlName, physical);
  if (outside !== null) return `COUNT(CASE WHEN ${unrepresentable(dialect, column, sqlName, physical)} THEN 1 END)`;
  return column.nullable ? null : `COUNT(*) - COUNT(${sqlName})`;
}

const CONDITIONS: Readonly<Record<Dialect, (type: ColumnType, sqlName: string) => string>> = {
  postgres: postgresCondition,
  oracle: oracleCondition,
};

const WHOLE_LIMITS = {
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
} as const;

const powerOfTen = (digits: number): string => `1${'0'.repeat(digits)}`;

function postgresCondition(type: ColumnType, x: string): string {
  switch (type.kind) {
    case 'string': return `char_length(CAST(${x} AS text)) > ${type.length}`;
    case 'json': return `CAST(${x} AS text) IS NOT JSON`;
    case 'boolean': return `CAST(${x} AS text) NOT IN ('true', 'false')`;
    case 'integer':
    case 'bigint': {
      const [low, high] = WHOLE_LIMITS[type.kind];
      // NaN and infinity are greater or less than every number here, so the range names them as well.
      return `${x} < CAST(${low} AS numeric) OR ${x} > CAST(${high} AS numeric) OR ${x} <> trunc(CAST(${x} AS numeric))`;
    }
    case 'decimal':
      return `abs(CAST(${x} AS numeric)) >= ${powerOfTen(type.precision - type.scale)} OR CAST(${x} AS numeric) <> trunc(CAST(${x} AS numeric), ${type.scale})`;
    case 'date':
      return `${x} < DATE '1582-10-15' OR ${x} > DATE '9999-12-31' OR ${x} <> CAST(${x} AS date)`;
    case 'timestamp':
      return `${x} < TIMESTAMPTZ '1582-10-15 00:00:00+00' OR ${x} >= TIMESTAMPTZ '10000-01-01 00:00:00+00' OR ${x} <> CAST(${x} AS timestamptz(${type.digits}))`;
  }
}

function oracleCondition(type: ColumnType, x: string): string {
  switch (type.kind) {
    case 'string': return `LENGTH(${x}) > ${type.length} OR INSTR(${x}, CHR(0)) > 0`;
    case 'json': return `${x} IS NOT JSON`;
    case 'boolean': return `${x} NOT IN (0, 1)`;
    case 'integer':
    case 'bigint': {
      const [low, high] = WHOLE_LIMITS[type.kind];
      return `${x} < ${low} OR ${x} > ${high} OR ${x} <> TRUNC(${x})`;
    }
    case 'decimal': return `ABS(${x}) >= ${powerOfTen(type.precision - type.scale)} OR ${x} <> TRUNC(${x}, ${type.scale})`;
    // DATE has a time of day; Oracle's last day is 9999-12-31 anyway.
    case 'date': return `${x} < DATE '1582-10-15' OR ${x} <> TRUNC(${x})`;
    case 'timestamp':
      return `${x} < TIMESTAMP '1582-10-15 00:00:00 +00:00' OR ${x} <> CAST(${x} AS TIMESTAMP(${type.digits}) WITH TIME ZONE)`;
  }
}

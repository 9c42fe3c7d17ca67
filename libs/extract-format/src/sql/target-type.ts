import type { Column } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import type { PhysicalType } from './physical-type.ts';

/**
 * The type of a target's column, without its name and NOT NULL. It refuses what the contract's type cannot hold, as far as
 * the engine can say so in a type.
 */
export function targetColumnType(dialect: Dialect, column: Pick<Column, 'type'>): string {
  return TYPES[dialect](parseColumnType(column.type));
}

/** What is known of a column of that type, for `copyExpression`. PostgreSQL's; Oracle's readers have no use for it. */
export function targetPhysicalType(column: Pick<Column, 'type'>): PhysicalType {
  const type = parseColumnType(column.type);
  switch (type.kind) {
    case 'string': return { kind: 'text', length: type.length };
    case 'json': return { kind: 'text', length: null };
    case 'integer': return { kind: 'integer', bits: 32 };
    case 'bigint': return { kind: 'integer', bits: 64 };
    case 'decimal': return { kind: 'numeric', digits: { precision: type.precision, scale: type.scale } };
    case 'boolean': return { kind: 'boolean' };
    case 'date': return { kind: 'date' };
    case 'timestamp': return { kind: 'instant', digits: type.digits };
  }
}

const TYPES: Readonly<Record<Dialect, (type: ColumnType) => string>> = { postgres: postgresType, oracle: oracleType };

/** Oracle's longest VARCHAR2 of the standard set-up, in bytes; a code point has up to four. */
const LONGEST_VARCHAR2 = 4000;

function postgresType(type: ColumnType): string {
  switch (type.kind) {
    // COLLATE "C", so that the index of a key is in key order and reading back is a walk along it.
    case 'string': return `varchar(${type.length}) COLLATE "C"`;
    // json has no equality, and a merge compares; the text is what is carried.
    case 'json': return 'text COLLATE "C"';
    case 'decimal': return `numeric(${type.precision},${type.scale})`;
    case 'timestamp': return `timestamptz(${type.digits})`;
    default: return type.kind;
  }
}

function oracleType(type: ColumnType): string {
  switch (type.kind) {
    case 'string': return type.length <= LONGEST_VARCHAR2 ? `VARCHAR2(${type.length} CHAR)` : 'CLOB';
    case 'json': return 'CLOB';
    case 'integer': return 'NUMBER(10)';
    case 'bigint': return 'NUMBER(19)';
    case 'decimal': return `NUMBER(${type.precision},${type.scale})`;
    case 'boolean': return 'NUMBER(1)';
    case 'date': return 'DATE';
    case 'timestamp': return `TIMESTAMP(${type.digits}) WITH TIME ZONE`;
  }
}

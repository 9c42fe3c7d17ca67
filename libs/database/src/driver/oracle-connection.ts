import oracledb from 'oracledb';
import type { BindParameter, Connection, FetchTypeResponse, Metadata } from 'oracledb';
import { ORACLE_BIND_PREFIX } from '../binds/compile-statement.ts';
import type { CompiledText } from '../binds/compile-statement.ts';
import { CommitOutcomeUnknownError, isRefusedCommit } from '../errors.ts';
import type { RawRow } from '../rows/map-row.ts';
import type { SqlValue } from '../statement.ts';
import type { DriverConnection, DriverResult } from './connection.ts';

/** None of this has met a live Oracle; the tests drive it against a stub of the driver (see `test/oracle-offline.ts`). */
export class OracleConnection implements DriverConnection {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async run(
    text: CompiledText,
    binds: Readonly<Record<string, SqlValue>>,
    inTransaction: boolean,
  ): Promise<DriverResult> {
    const values = Object.fromEntries(
      Object.entries(binds).map(([name, value]) => [`${ORACLE_BIND_PREFIX}${name}`, oracleBind(value)]),
    );
    const result = await this.#connection.execute<RawRow>(text.sql, values, {
      autoCommit: !inTransaction,
      outFormat: oracledb.OUT_FORMAT_OBJECT,
      fetchArraySize: 1000,
      fetchTypeHandler,
    });
    return { rows: result.rows ?? [], count: result.rowsAffected ?? result.rows?.length ?? 0 };
  }

  async commit(): Promise<void> {
    try {
      await this.#connection.commit();
    } catch (error) {
      if (isRefusedCommit(error)) throw error;
      throw new CommitOutcomeUnknownError(error);
    }
  }

  discard(): void {
    this.#connection.close({ drop: true }).catch(() => undefined);
  }
}

/** A bind text longer than this does not fit a VARCHAR2 of SQL and travels as a temporary CLOB. */
const LONGEST_VARCHAR = 4000;

/** Oracle before 23ai has no boolean in SQL, and its NUMBER takes no BigInt. */
export function oracleBind(value: SqlValue): BindParameter | string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return { val: String(value), type: oracledb.DB_TYPE_VARCHAR };
  if (value instanceof Date) return { val: value, type: oracledb.DB_TYPE_TIMESTAMP_TZ };
  if (typeof value === 'string' && Buffer.byteLength(value) > LONGEST_VARCHAR) {
    return { val: value, type: oracledb.DB_TYPE_CLOB };
  }
  return value;
}

/**
 * Gives columns the same JavaScript types as on PostgreSQL: whole numbers as number (refused above 2^53), numbers with
 * a declared scale as text, so that no digit passes through a double, dates as `YYYY-MM-DD`, CLOBs as text.
 */
export function fetchTypeHandler(metadata: Metadata<unknown>): FetchTypeResponse | undefined {
  if (metadata.dbType === oracledb.DB_TYPE_CLOB) return { type: oracledb.STRING };
  if (metadata.dbType === oracledb.DB_TYPE_DATE) return { type: oracledb.DB_TYPE_DATE, converter: (date) => dateText(date as Date | null) };
  if (metadata.dbType === oracledb.DB_TYPE_NUMBER) {
    const isDecimal = (metadata.scale ?? 0) > 0;
    const convert = isDecimal ? String : numberOf;
    return { type: oracledb.STRING, converter: (text) => (text === null ? null : convert(text as string)) };
  }
  return undefined;
}

function numberOf(text: string): number | string {
  if (!/^-?\d+$/.test(text)) return text;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is above 2^53 and cannot be read as a number`);
  return number;
}

/** The driver reads DATE in the time zone of the process, so the local parts are the parts that are stored. */
function dateText(date: Date | null): string | null {
  if (date === null) return null;
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

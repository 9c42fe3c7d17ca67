import oracledb from 'oracledb';
import type { ColumnType } from '../../src/index.ts';
import type { NumberedText, VectorDatabase } from './vector-database.ts';

/** Not run against a live Oracle yet. `NUMBER` without precision holds 40 digits, and neither NaN nor infinity. */
const WIDE: Readonly<Record<ColumnType['kind'], string>> = {
  string: 'CLOB', json: 'CLOB', integer: 'NUMBER', bigint: 'NUMBER', decimal: 'NUMBER', boolean: 'NUMBER', date: 'DATE', timestamp: 'TIMESTAMP(9) WITH TIME ZONE',
};

/** How a plain spelling is read into the wide type. */
const READ: Readonly<Record<ColumnType['kind'], (text: string) => string>> = {
  string: (text) => text,
  json: (text) => text,
  integer: readNumber,
  bigint: readNumber,
  decimal: readNumber,
  boolean: (text) => `CASE ${text} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END`,
  date: (text) => `TO_DATE(${text}, 'FXYYYY-MM-DD')`,
  timestamp: (text) => `TO_TIMESTAMP_TZ(REPLACE(REPLACE(${text}, ' ', 'T'), 'Z', '+00:00'), 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM')`,
};

function readNumber(text: string): string {
  return `TO_NUMBER(${text}, '${'9'.repeat(40)}D${'9'.repeat(20)}', 'NLS_NUMERIC_CHARACTERS=''.,''')`;
}

const STRANGE_SETTINGS = "ALTER SESSION SET TIME_ZONE = 'Pacific/Apia' NLS_LANGUAGE = 'GERMAN' NLS_TERRITORY = 'GERMANY' NLS_CALENDAR = 'Thai Buddha' NLS_SORT = 'GERMAN' NLS_COMP = 'LINGUISTIC'";

export async function openOracleVectors(url: string): Promise<VectorDatabase> {
  const { username, password, host, pathname } = new URL(url);
  const connection = await oracledb.getConnection({ user: decodeURIComponent(username), password: decodeURIComponent(password), connectString: `${host}${pathname}` });
  const insert = async (table: string, column: string, value: (sqlText: string) => string, rows: readonly NumberedText[], leaveOut: boolean): Promise<void> => {
    if (rows.length === 0) return;
    // A row that the engine cannot hold is reported, the others stay.
    await connection.executeMany(`INSERT INTO ${table} (n, ${column}) VALUES (:1, ${value(':2')})`, rows.map((row) => [...row]), {
      batchErrors: leaveOut, autoCommit: true, bindDefs: [{ type: oracledb.NUMBER }, { type: oracledb.STRING, maxSize: 20_000 }],
    });
  };
  return {
    dialect: 'oracle',
    wideType: (kind) => WIDE[kind],
    run: async (sql) => void (await connection.execute(sql)),
    insert: (table, column, value, rows) => insert(table, column, value, rows, false),
    insertWide: (table, column, kind, rows) => insert(table, column, READ[kind], rows, true),
    texts: async (sql) => (await connection.execute<(string | null)[]>(sql, [], { maxRows: 0, fetchTypeHandler: () => ({ type: oracledb.STRING }) })).rows ?? [],
    setStrangely: async () => void (await connection.execute(STRANGE_SETTINGS)),
    close: () => connection.close(),
  };
}

import { Client } from 'pg';
import type { ColumnType } from '../../src/index.ts';
import type { NumberedText, VectorDatabase } from './vector-database.ts';

const WIDE: Readonly<Record<ColumnType['kind'], string>> = {
  string: 'text', json: 'text', integer: 'numeric', bigint: 'numeric', decimal: 'numeric', boolean: 'boolean', date: 'date', timestamp: 'timestamptz',
};

/** A zone that skipped a day, dates the other way round, few digits. */
export const STRANGE_SETTINGS = "SET TimeZone = 'Pacific/Apia'; SET DateStyle = 'German'; SET extra_float_digits = -15; SET IntervalStyle = 'sql_standard'";

/** An instant has six digits there: a seventh is rounded as it is read, so nobody can find it afterwards. */
const isRoundedAsItIsRead = (kind: ColumnType['kind'], text: string | null): boolean => kind === 'timestamp' && /\.\d{6}\d*[1-9]/.test(text ?? '') && !/\.\d{6}0*Z?$/.test(text ?? '');

/** What UTF-8 cannot write never reaches a server; U+0000 does, and is refused there: see `postgres.spec.ts`. */
const canBeSent = (text: string | null): boolean => !/[\0\p{Surrogate}]/u.test(text ?? '');

export async function openPostgresVectors(url: string): Promise<VectorDatabase> {
  const client = new Client(url);
  await client.connect();
  const insert = async (sql: string, rows: readonly NumberedText[]): Promise<void> => {
    await client.query(sql, [rows.map(([n]) => n), rows.map(([, text]) => text)]);
  };
  const from = 'FROM unnest($1::integer[], $2::text[]) AS u(n, t)';
  return {
    dialect: 'postgres',
    wideType: (kind) => WIDE[kind],
    run: async (sql) => void (await client.query(sql)),
    insert: (table, column, value, rows) => insert(`INSERT INTO ${table} (n, ${column}) SELECT u.n, ${value('u.t')} ${from}`, rows),
    insertWide: (table, column, kind, rows) => insert(
      `INSERT INTO ${table} (n, ${column}) SELECT u.n, CAST(u.t AS ${WIDE[kind]}) ${from} WHERE u.t IS NULL OR pg_input_is_valid(u.t, '${WIDE[kind]}')`,
      rows.filter(([, text]) => canBeSent(text) && !isRoundedAsItIsRead(kind, text))),
    texts: async (sql) => (await client.query<(string | null)[]>({ text: sql, rowMode: 'array' })).rows,
    setStrangely: async () => void (await client.query(STRANGE_SETTINGS)),
    close: () => client.end(),
  };
}

import pg from 'pg';
import type { CustomTypesConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import {
  CONNECT_TIMEOUT_MS,
  DEFAULT_POOL_SIZE,
  DEFAULT_STATEMENT_TIMEOUT_MS,
  reportPoolError,
} from '../options.ts';
import type { DatabaseOptions } from '../options.ts';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

export function postgresOptions(options: DatabaseOptions): PostgresOptions {
  const statementTimeout = options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
  return {
    type: 'postgres',
    url: withSessionSettings(options),
    applicationName: options.applicationName,
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    poolSize: options.poolSize ?? DEFAULT_POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: options.onPoolError ?? reportPoolError,
    installExtensions: false,
    extra: {
      statement_timeout: statementTimeout,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? statementTimeout,
      ...(options.lockTimeoutMs === undefined ? {} : { lock_timeout: options.lockTimeoutMs }),
      // The server's timeout cannot fire when the server is gone without a word; this one can. A client that it hits
      // is stuck for good, and the session discards it.
      query_timeout: statementTimeout + 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      types,
    },
  };
}

/** These ways of reading are not forbidden, only taken where there is no other. */
const NO_WHOLE_TABLES = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map((way) => `-c ${way}=off`);

/**
 * The session's settings travel in the URL's own `options`, together with what the operator put there: the driver lets
 * the URL win over everything else. UTC, whatever the server's default; the schema, if one is named, is looked in first.
 */
function withSessionSettings({ url, schema, fewRowsAtATime = false }: DatabaseOptions): string {
  const full = new URL(url);
  const settings = ['-c TimeZone=UTC', ...(schema === undefined ? [] : [`-c search_path=${schema}`]), ...(fewRowsAtATime ? NO_WHOLE_TABLES : [])];
  full.searchParams.set('options', [full.searchParams.get('options') ?? '', ...settings].join(' ').trim());
  return full.toString();
}

const INT8 = 20;
const JSON_TEXT = 114;
const DATE = 1082;
const JSONB = 3802;

/** See `Statement` for what columns become. JSON stays text here: the row mapping parses it by its name. */
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, parseInt8],
  [DATE, String],
  [JSON_TEXT, String],
  [JSONB, String],
]);

export const types: CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    parsers.get(id) ?? (pg.types.getTypeParser(id, format as 'text') as unknown)) as CustomTypesConfig['getTypeParser'],
};

function parseInt8(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is above 2^53 and cannot be read as a number`);
  return number;
}

import oracledb from 'oracledb';
import type { Connection } from 'oracledb';
import type { DataSourceOptions } from 'typeorm';
import { DEFAULT_POOL_SIZE, DEFAULT_STATEMENT_TIMEOUT_MS, CONNECT_TIMEOUT_MS } from '../options.ts';
import type { DatabaseOptions } from '../options.ts';

type OracleOptions = Extract<DataSourceOptions, { type: 'oracle' }>;

/** node-oracledb in thin mode: no Oracle client on the machine. Not run against a live server. */
export function oracleOptions(options: DatabaseOptions): OracleOptions {
  const url = new URL(options.url);
  const service = decodeURIComponent(url.pathname.slice(1));
  if (service === '') throw new Error('An oracle:// URL ends with the name of the service: oracle://user:password@host:1521/service');
  return {
    type: 'oracle',
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    connectString: `${url.hostname}:${url.port || '1521'}/${service}?connect_timeout=${CONNECT_TIMEOUT_MS / 1000}`,
    database: service,
    ...(options.schema === undefined ? {} : { schema: options.schema.toUpperCase() }),
    poolSize: options.poolSize ?? DEFAULT_POOL_SIZE,
    driver: options.oracleDriver ?? oracledb,
    extra: {
      poolMin: 0,
      queueTimeout: CONNECT_TIMEOUT_MS,
      expireTime: 1,
      sessionCallback: (connection: Connection, _tag: string, done: (error?: Error) => void): void => {
        prepareSession(connection, options).then(() => done(), done);
      },
    },
  };
}

/**
 * What a client's machine would otherwise decide: the zone, how numbers and dates are written, how text is compared.
 * The same answers on every machine, and those of PostgreSQL.
 */
async function prepareSession(connection: Connection, options: DatabaseOptions): Promise<void> {
  connection.callTimeout = options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
  connection.module = options.applicationName;
  await connection.execute(
    `ALTER SESSION SET TIME_ZONE = '+00:00' NLS_SORT = 'BINARY' NLS_COMP = 'BINARY' NLS_NUMERIC_CHARACTERS = '.,'
     NLS_DATE_FORMAT = 'YYYY-MM-DD' NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF6TZH:TZM'`,
  );
  if (options.schema !== undefined) {
    await connection.execute(`ALTER SESSION SET CURRENT_SCHEMA = ${options.schema}`);
  }
}

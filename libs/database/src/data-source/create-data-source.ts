import { DataSource } from 'typeorm';
import { foldName, SnakeCaseNaming } from '../naming/snake-case-naming.ts';
import type { DatabaseOptions } from '../options.ts';
import type { SqlTrafficCount } from '../sql-traffic.ts';
import type { Dialect } from '../statement.ts';
import { countQueries } from './count-queries.ts';
import { oracleOptions } from './oracle-options.ts';
import { postgresOptions } from './postgres-options.ts';

/** The engine that a database URL means. */
export function dialectOf(url: string): Dialect {
  if (/^postgres(?:ql)?:\/\//.test(url)) return 'postgres';
  if (url.startsWith('oracle://')) return 'oracle';
  throw new Error(`A database URL begins with postgres:// or oracle://, this one with "${url.slice(0, url.indexOf(':') + 1)}"`);
}

/** A TypeORM data source, not yet connected, with what both engines have in common. */
export function createDataSource(options: DatabaseOptions, traffic: SqlTrafficCount): DataSource {
  const dialect = dialectOf(options.url);
  return new DataSource({
    ...(dialect === 'postgres' ? postgresOptions(options) : oracleOptions(options)),
    entities: [...options.entities],
    migrations: [...options.migrations],
    migrationsTableName: foldName(dialect, 'schema_migrations'),
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeCaseNaming(dialect),
    // A forgotten value in a condition must not silently mean "any row".
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    synchronize: false,
    logging: false,
    logger: countQueries(traffic),
  });
}

export { statement } from './statement.ts';
export type { Dialect, SqlText, SqlValue, Statement } from './statement.ts';
export type { SqlTraffic } from './sql-traffic.ts';
export type { SqlSession, Transaction } from './sql-session.ts';
export { bindNames } from './binds/split-binds.ts';
export { Database } from './database.ts';
export { dialectOf } from './data-source/create-data-source.ts';
export type { DatabaseOptions } from './options.ts';
export { migration } from './migrations/migration.ts';
export type { MigrationClass, MigrationSpec } from './migrations/migration.ts';
export type { SchemaState } from './migrations/schema-state.ts';
export { pendingSchemaChanges } from './migrations/pending-schema-changes.ts';
export {
  CommitOutcomeUnknownError,
  isLockTimeout,
  isTransactionConflict,
  isUniqueViolation,
  isUnreachable,
  TransactionRolledBackError,
} from './errors.ts';

/**
 * Statements without TypeORM, for worker threads: they have plain driver connections of their own, and loading an ORM into
 * each of them would cost more memory than their work.
 */
export { types as postgresTypes } from './data-source/postgres-options.ts';
export { compileStatement, resolveBinds } from './binds/compile-statement.ts';
export { mapRow } from './rows/map-row.ts';
export { codesOf, hasCode, isUniqueViolation } from './errors.ts';
export type { Dialect, SqlValue, Statement } from './statement.ts';

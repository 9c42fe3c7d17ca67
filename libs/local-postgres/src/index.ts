export { removeLocalPostgres, startLocalPostgres } from './start-local-postgres.ts';
export type { LocalPostgres, LocalPostgresOptions } from './start-local-postgres.ts';
export { assertPortFree, freePort, PortTakenError } from './ports.ts';
export { InUseError } from './owner.ts';
export { createDatabase, dropDatabase, withClient } from './database-admin.ts';

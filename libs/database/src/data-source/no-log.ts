import type { Logger } from 'typeorm';

/**
 * TypeORM prints failures of migrations even when it is told not to log. Here an error is thrown, and who catches it
 * logs it, with the run and the file that it belongs to.
 */
export const noLog: Logger = {
  log: () => undefined,
  logMigration: () => undefined,
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
};

import type { Logger } from 'typeorm';
import type { SqlTrafficCount } from '../sql-traffic.ts';

/** How TypeORM itself begins, ends and nests transactions. */
const TRANSACTION_CONTROL = /^(?:START TRANSACTION|SET TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE SAVEPOINT)\b/;

/**
 * What TypeORM takes for a log: told of every query, it only counts. It prints nothing, because TypeORM prints failures of
 * migrations even when it is told not to log; here an error is thrown, and who catches it logs it, with the run and the
 * file that it belongs to.
 */
export const countQueries = (traffic: SqlTrafficCount): Logger => ({
  logQuery: (query, _parameters, runner) => {
    if (TRANSACTION_CONTROL.test(query)) {
      if (query === 'COMMIT') traffic.commits += 1;
      return;
    }
    traffic.statements += 1;
    if (runner?.isTransactionActive !== true) traffic.commits += 1;
  },
  log: () => undefined,
  logMigration: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
});

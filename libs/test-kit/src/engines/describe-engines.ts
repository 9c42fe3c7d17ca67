/// <reference types="jest" />
import { freshDatabase } from '../postgres/fresh-database.ts';
import type { FreshDatabase } from '../postgres/fresh-database.ts';
import { oracleTestUrl } from './oracle-test.config.ts';
import { freshOracleUser } from './oracle-user.ts';

/** One of the engines that a conformance suite runs on. */
export interface Engine {
  readonly dialect: 'postgres' | 'oracle';
  /** A database of its own: on PostgreSQL a database, on Oracle a user. */
  freshDatabase(): Promise<FreshDatabase>;
}

/**
 * Runs one suite on every engine at hand: PostgreSQL always, Oracle where `ORACLE_TEST_URL` names one. An engine is
 * supported when the very same cases pass on it. What was not run is said, in one line, never passed over in silence.
 */
export function describeEngines(name: string, suite: (engine: Engine) => void): void {
  describe(`${name} on PostgreSQL`, () => suite({ dialect: 'postgres', freshDatabase: () => freshDatabase() }));
  const url = oracleTestUrl();
  if (url === undefined) {
    process.stderr.write(`${name}: not run on Oracle, ORACLE_TEST_URL is not set\n`);
    return;
  }
  describe(`${name} on Oracle`, () => suite({ dialect: 'oracle', freshDatabase: () => freshOracleUser(url) }));
}

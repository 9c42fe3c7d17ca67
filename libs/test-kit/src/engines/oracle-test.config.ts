/**
 * `ORACLE_TEST_URL=oracle://user:password@host:1521/service`, a user that may create users and grant. When it is set,
 * the conformance suites run on Oracle as well.
 */
export const oracleTestUrl = (): string | undefined => process.env['ORACLE_TEST_URL'] || undefined;

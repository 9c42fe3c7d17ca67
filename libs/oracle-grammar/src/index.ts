export { AcceptedTexts } from './accepted-texts.ts';
export { parseOracle } from './parse-oracle.ts';
export { expectStatementsParse } from './check-app-sql.ts';
export type { CheckedSql } from './check-app-sql.ts';

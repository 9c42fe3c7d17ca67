/** What this process has sent to its database since it was opened, TypeORM's share included. Both only ever grow. */
export interface SqlTraffic {
  /** Texts sent; those that begin, end or nest a transaction are not counted. */
  readonly statements: number;
  /** Transactions that the database said it committed; a statement outside of one is a transaction of its own. */
  readonly commits: number;
}

export class SqlTrafficCount implements SqlTraffic {
  statements = 0;
  commits = 0;
}

/** The engines that Syncline runs on. Chosen once, by the URL of the database; code outside `persistence/` never asks. */
export type Dialect = 'postgres' | 'oracle';

/**
 * SQL with named binds (`:leaseToken`). Several texts are run in order in one transaction, each with the binds that it
 * names; rows and row count are those of the last. That is how Oracle says in two statements (guarded update, read back
 * by token) what PostgreSQL says in one (`UPDATE … RETURNING`).
 */
export type SqlText = string | readonly string[];

/** What a bind may be. Lists travel as one JSON text (`jsonb_to_recordset`, `JSON_TABLE`): the same on both engines. */
export type SqlValue = string | number | bigint | boolean | Date | null;

/**
 * One statement with concurrency or aggregation, for both engines side by side. A missing dialect does not compile.
 *
 * The bind `:now` need not be given: the session supplies it (null in production, so that
 * `COALESCE(CAST(:now AS …), clock_timestamp())` means the clock of the database; an instant where a test steps time).
 *
 * @typeParam P the binds, by name
 * @typeParam R a row as the session returns it: column names in camelCase, columns that end in `_json` parsed,
 *   columns that begin with `is_` boolean, 64-bit integers as numbers (refused above 2^53), dates as `YYYY-MM-DD`,
 *   instants as `Date`
 */
export interface Statement<P extends object = object, R extends object = object> {
  readonly name: string;
  readonly postgres: SqlText;
  readonly oracle: SqlText;
  /** Only for inference; never set. */
  readonly types?: { readonly binds: P; readonly row: R };
}

export const statement = <P extends object = Record<string, never>, R extends object = Record<string, never>>(
  spec: Statement<P, R>,
): Statement<P, R> => spec;

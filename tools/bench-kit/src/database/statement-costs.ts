import { withClient } from '@syncline/local-postgres';

/** Settings of a server that adds up what each statement costs, planning included. */
export const WATCHING = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' };

export interface StatementCost {
  readonly text: string;
  readonly calls: number;
  readonly rows: number;
  readonly planMs: number;
  readonly runMs: number;
}

const MOST = 15;

/** The most expensive statements of a database so far; none where the server does not watch them. */
export const statementCosts = (url: string): Promise<StatementCost[]> =>
  withClient(url, async (client) => {
    const { rows: watching } = await client.query(`SELECT 1 FROM pg_settings WHERE name = 'pg_stat_statements.track_planning' AND setting = 'on'`);
    if (watching.length === 0) return [];
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const { rows } = await client.query<StatementCost>(
      `SELECT regexp_replace(query, '\\s+', ' ', 'g') AS text, calls::float8 AS calls, rows::float8 AS rows, total_plan_time AS "planMs", total_exec_time AS "runMs"
       FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       ORDER BY total_plan_time + total_exec_time DESC LIMIT $1`,
      [MOST],
    );
    return rows;
  });

import { setTimeout as delay } from 'node:timers/promises';
import { serverCounters } from '../stack/database.ts';
import type { Cluster } from '../stack/stack.ts';

export interface SqlCounters {
  /** Sent by the nodes, BEGIN, COMMIT and ROLLBACK not counted; null: the nodes do not tell. */
  readonly statements: number | null;
  readonly commits: number | null;
  /** Counted by PostgreSQL itself: what the nodes say is checked against it. */
  readonly serverCommits: number;
}

/** PostgreSQL publishes its counters at most once a second and when a connection is idle. */
const SERVER_SETTLES_MS = 1_500;

/** Reads all counters while nothing runs. */
export async function readSqlCounters({ nodes, databaseUrl }: Cluster): Promise<SqlCounters> {
  await delay(SERVER_SETTLES_MS);
  const sum = async (name: string): Promise<number | null> => {
    const values = await Promise.all(nodes.map((node) => node.counter(name)));
    return values.some((value) => value === null) ? null : values.reduce<number>((total, value) => total + (value ?? 0), 0);
  };
  const [statements, commits] = [await sum('syncline_sql_statements_total'), await sum('syncline_sql_commits_total')];
  return { statements, commits, serverCommits: (await serverCounters(databaseUrl)).commits };
}

/** What happened between two readings, divided by the lifecycles in between. */
export function perLifecycle(before: SqlCounters, after: SqlCounters, lifecycles: number): SqlCounters {
  const share = (from: number | null, to: number | null): number | null => (from === null || to === null ? null : (to - from) / lifecycles);
  return {
    statements: share(before.statements, after.statements),
    commits: share(before.commits, after.commits),
    serverCommits: (after.serverCommits - before.serverCommits) / lifecycles,
  };
}

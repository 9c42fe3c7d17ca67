import { withClient } from '@syncline/local-postgres';

/** What the server itself counts of a database; it publishes its counters about once a second. */
export interface ServerCounters {
  readonly commits: number;
}

export const serverCounters = (url: string): Promise<ServerCounters> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ commits: string }>('SELECT xact_commit AS commits FROM pg_stat_database WHERE datname = current_database()');
    return { commits: Number(rows[0]?.commits) };
  });

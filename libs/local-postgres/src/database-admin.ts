import pg from 'pg';

/** Creates the database if it is absent; as a copy of `template`, if one is named (nobody may be connected to that). */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const there = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (there.rowCount) return;
    const copy = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${copy}`).catch((error: { code?: string }) => {
      // Somebody else was faster: it is there.
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  });
}

/** Drops the database if it is there, and with it the connections of those who still use it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`));
}

/** One connection for one piece of administration. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // told by the query that fails
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

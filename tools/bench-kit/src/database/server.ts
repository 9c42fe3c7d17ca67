import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '@syncline/local-postgres';
import type { LocalPostgres } from '@syncline/local-postgres';

/** The database's own process, whose children are its connections. */
export const serverPid = async ({ dataFolder }: LocalPostgres): Promise<number> =>
  Number.parseInt(await readFile(join(dataFolder, 'data', 'postmaster.pid'), 'utf8'), 10);

export interface ServerSettings {
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
}

/** Those that say whether what it commits is on disk. */
export const serverSettings = (url: string): Promise<ServerSettings> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<ServerSettings>(
      `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS "synchronousCommit"`,
    );
    return rows[0] as ServerSettings;
  });

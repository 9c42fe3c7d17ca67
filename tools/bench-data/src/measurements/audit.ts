import { withClient } from '@syncline/local-postgres';
import { digestRows } from '../source/positions.ts';

interface Table {
  readonly url: string;
  /** A table's name, or a query in brackets with an alias. */
  readonly from: string;
}

/**
 * The end of every measurement: what was loaded must be what the source has, or there is no number. It is the benchmark's own
 * look at both tables; the proof of the services is not asked.
 *
 * @throws Error with what differs
 */
export async function audit(source: Table, target: Table): Promise<void> {
  const [expected, actual] = await Promise.all([digestOf(source), digestOf(target)]);
  if (expected.rows === actual.rows && expected.digest === actual.digest) return;
  throw new Error(`${target.from} is not equal to its source: ${actual.rows} rows with the digest ${actual.digest} in place of ${expected.rows} with ${expected.digest}`);
}

/** @throws Error if a crash of the database could empty the table, or nothing keeps its keys apart */
export async function assertLoggedWithKey({ url, from }: Table): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ isLogged: boolean; hasKey: boolean }>(
      `SELECT relpersistence = 'p' AS "isLogged", EXISTS (SELECT 1 FROM pg_index WHERE indrelid = oid AND indisprimary AND indisvalid) AS "hasKey" FROM pg_class WHERE oid = CAST($1 AS regclass)`,
      [from],
    );
    if (rows[0]?.isLogged !== true || !rows[0].hasKey) throw new Error(`${from} is not a logged table with a primary key`);
  });
}

const digestOf = ({ url, from }: Table): Promise<{ rows: string; digest: string }> =>
  withClient(url, async (client) => {
    await client.query(`SET TIME ZONE 'UTC'`);
    return (await client.query<{ rows: string; digest: string }>(digestRows(from))).rows[0] as { rows: string; digest: string };
  });

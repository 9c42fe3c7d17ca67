import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { createStaging, sqlIdentifier, type TableRef } from '../bulk/table-sql.ts';
import { readPreviousEdition } from '../persistence/sql/keep-previous-edition.sql.ts';
import { forgetWayBack, wayBackTables } from '../publishing/way-back.ts';

const SCRATCH = 'pg_temp.replayed';

/**
 * Tells the way back which keys a replay brought, so that going back takes them away. Where it is made of whole rows it
 * need not know; a key that the edition before had is in it already. Oracle cannot make a table in a transaction: there,
 * nothing leads back past a replay.
 */
export async function noteNewKeys(connection: BulkConnection, file: string, target: TableRef, lines: readonly Buffer[]): Promise<void> {
  const [previous] = await connection.query(readPreviousEdition, { fileName: file });
  if (previous === undefined || previous.wayBack === 'ROWS') return;
  if (connection.doesDdlCommit) return forgetWayBack(connection, file);
  const { CHANGES } = wayBackTables(connection, file, target);
  const scratch = { ...target, sqlName: SCRATCH };
  await connection.run(createStaging(connection.dialect, scratch, 'LOGGED'));
  await connection.writeRows(scratch, one(Buffer.concat(lines)));
  const keys = target.key.map((name) => `t.${sqlIdentifier('postgres', name)}`);
  const same = keys.map((key, index) => `c.k${index + 1} = ${key}`).join(' AND ');
  await connection.run(`INSERT INTO ${CHANGES.sqlName} (op, ${keys.map((_key, index) => `k${index + 1}`).join(', ')}) SELECT 'I', ${keys.join(', ')} `
    + `FROM ${SCRATCH} t WHERE NOT EXISTS (SELECT 1 FROM ${CHANGES.sqlName} c WHERE ${same})`);
  await connection.run(`DROP TABLE ${SCRATCH}`);
}

async function* one<T>(item: T): AsyncGenerator<T> {
  yield item;
}

/**
 * Stores the rows of an output for one business date in place of those that were there, and proves them, in one transaction.
 *
 * Model:
 * - The row of the output's version is locked first: its table is made once, and filled by one at a time.
 * - Writers of the table are locked out, readers are not: until the commit they see the old rows of the date, from it on the
 *   new ones, never a mixture (MVCC).
 * - What the query gave goes from one connection to the other as bytes, hashed on its way. Then the stored rows are read
 *   back in the same form: their digest must be the same. Row count and tie-outs are computed by the database over what is
 *   stored, and compared with what the proofs of the inputs stand on.
 * - Anything that does not match rolls all of it back: the rows of before stay.
 * - The last write is the run's own end, and it demands the lease token; who lost the lease, or was cancelled, changes no
 *   row there. A commit whose answer got lost is settled by reading the run.
 */
import { createHash, type Hash } from 'node:crypto';
import { fingerprint } from '@syncline/extract-format';
import { CommitUnknown, inTransaction, type BulkConnection, type BulkConnections } from '../../bulk/bulk-connection.ts';
import { createTarget, lockAgainstWriters, tableExists, type TableRef } from '../../bulk/table-sql.ts';
import { Stopped } from '../../file-syncs/thread-channel.ts';
import { completeOutputRun } from '../../persistence/sql/end-output-run.sql.ts';
import { listOldEditions } from '../../persistence/sql/list-old-editions.sql.ts';
import { listOutputEditions } from '../../persistence/sql/list-output-editions.sql.ts';
import { lockOutputTable } from '../../persistence/sql/lock-output-table.sql.ts';
import { putOutputEdition } from '../../persistence/sql/put-output-edition.sql.ts';
import { readOutputEnd } from '../../persistence/sql/read-output-end.sql.ts';
import { removeOutputEdition } from '../../persistence/sql/remove-output-edition.sql.ts';
import type { OutputDefinition } from '../definitions/output-definition.ts';
import { OutputFailed } from '../domain/output-failure.ts';
import type { OutputTask } from './compute-output.ts';
import type { ProvenInput } from './inputs.ts';
import { deleteDate, outputTable } from './output-table.ts';
import { proveOutput } from './prove-output.ts';
import { refusalOf } from './query-failure.ts';

/** What the query gives, in the snapshot in which the inputs were found proven. */
export interface Computed {
  /** Canonical rows of the output's table. */
  readonly rows: AsyncIterable<Buffer>;
  readonly inputs: ReadonlyMap<string, ProvenInput>;
}

/** @throws OutputFailed; Stopped when the lease is gone; else what the database said */
export async function storeOutput(connections: BulkConnections, task: OutputTask, computed: Computed): Promise<void> {
  const table = outputTable(connections.dialect, task.definition);
  try {
    await connections.use(async (connection) => {
      if (connection.doesDdlCommit) await ensureTable(connection, table);
      await inTransaction(connection, () => replaceRows(connection, task, table, computed));
    });
  } catch (error) {
    if (!(error instanceof CommitUnknown)) throw error;
    const [end] = await connections.use((connection) => connection.query(readOutputEnd, { id: task.id }));
    if (end?.state !== 'SUCCEEDED') throw error;
  }
}

async function replaceRows(connection: BulkConnection, task: OutputTask, table: TableRef, { rows, inputs }: Computed): Promise<void> {
  const { definition, businessDate } = task;
  await lockTable(connection, definition, table);
  await removeRows(connection, definition, businessDate);
  const hash = createHash('sha256');
  const written = await connection.writeRows(table, hashed(rows, hash)).catch((error: unknown) => { throw refusalOf(error, task); });
  if (written > task.maxRows) throw new OutputFailed('OUTPUT_TOO_LARGE', `The output has more than ${task.maxRows} rows.`);
  await connection.run('SET CONSTRAINTS ALL IMMEDIATE');
  const digest = hash.digest('hex');
  const checks = await proveOutput(connection, { definition, businessDate, table }, { written, digest, inputs });
  await connection.execute(putOutputEdition, {
    outputName: definition.name, businessDate, outputVersion: definition.version,
    shapeJson: JSON.stringify({ columns: definition.columns, key: definition.key }), inputsJson: JSON.stringify([...inputs.values()].map(({ input }) => input)),
    checksJson: JSON.stringify(checks), rowTotal: written, digest, outputRunId: task.id, runId: task.runId,
  });
  await forgetOldDates(connection, task);
  if ((await connection.execute(completeOutputRun, { id: task.id, token: task.token, checksJson: JSON.stringify(checks) })) === 0) throw new Stopped('the lease is gone');
}

async function ensureTable(connection: BulkConnection, table: TableRef): Promise<void> {
  const exists = (await connection.texts(tableExists(connection.dialect, table.sqlName))).length > 0;
  if (!exists) await connection.run(createTarget(connection.dialect, table));
}

async function lockTable(connection: BulkConnection, { name, version, columns, key }: OutputDefinition, table: TableRef): Promise<void> {
  const shape = fingerprint({ key, columns });
  const [known] = await connection.query(lockOutputTable, { outputName: name, outputVersion: version, fingerprint: shape });
  if (known?.fingerprint !== shape) {
    throw new OutputFailed('OUTPUT_CHANGED', `The rows of version ${version} have other columns or another key than the output now declares: raise its version.`);
  }
  await ensureTable(connection, table);
  await connection.run(lockAgainstWriters(connection.dialect, table.sqlName));
}

/** They may stand in the table of an earlier version. */
async function removeRows(connection: BulkConnection, { name }: OutputDefinition, businessDate: string): Promise<void> {
  const [before] = await connection.query(listOutputEditions, { outputName: name, businessDate, limit: 1 });
  if (before !== undefined) await removeStored(connection, name, before);
}

const removeStored = (connection: BulkConnection, name: string, { outputVersion, businessDate }: { outputVersion: number; businessDate: string }): Promise<number> =>
  connection.run(deleteDate(connection.dialect, outputTable(connection.dialect, { name, version: outputVersion, columns: [], key: [] }), businessDate));

async function forgetOldDates(connection: BulkConnection, { definition: { name }, businessDate, keepBusinessDates }: OutputTask): Promise<void> {
  const old = await connection.query(listOldEditions, { outputName: name, keep: keepBusinessDates });
  for (const edition of old.filter((candidate) => candidate.businessDate !== businessDate)) {
    await removeStored(connection, name, edition);
    await connection.execute(removeOutputEdition, { outputName: name, businessDate: edition.businessDate });
  }
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

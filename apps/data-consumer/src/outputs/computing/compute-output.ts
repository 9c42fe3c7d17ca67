/**
 * Computes an output for a business date.
 *
 * Model:
 * - Two connections. One reads, in a snapshot that can only read: what is published of the inputs, and the query over them,
 *   are of one moment, so that an input which is published again meanwhile cannot be in it by half. The other stores
 *   (`store-output.ts`). Rows go from one to the other as bytes, and no more of them are in memory than are on their way.
 * - Whoever writes queries is trusted as the author of a catalogue is. What a slip could do is bounded all the same: it cannot
 *   write, sees no table without its schema, ends after a time, and gives no more rows than are allowed.
 */
import type { Dialect } from '@syncline/database';
import type { BulkConnection, BulkConnections } from '../../bulk/bulk-connection.ts';
import type { CanonicalSelect } from '../../bulk/table-sql.ts';
import type { OutputDefinition } from '../definitions/output-definition.ts';
import { OutputFailed } from '../domain/output-failure.ts';
import { readInputs, type ProvenInput } from './inputs.ts';
import { refusalOf, timedOut } from './query-failure.ts';
import { columnProblem, computedRows, queryText } from './query-sql.ts';
import { storeOutput } from './store-output.ts';

export interface OutputTask {
  /** Of the attempt. */
  readonly id: string;
  readonly token: string;
  readonly runId: string;
  readonly businessDate: string;
  readonly definition: OutputDefinition;
  readonly maxRows: number;
  readonly timeLimitMs: number;
  readonly keepBusinessDates: number;
}

/** @throws OutputFailed; Stopped when the lease is gone; else what the database said */
export async function computeOutput(connections: BulkConnections, task: OutputTask): Promise<void> {
  const limit = AbortSignal.timeout(task.timeLimitMs);
  const breakOff = (): void => void connections.destroy();
  limit.addEventListener('abort', breakOff, { once: true });
  try {
    await connections.use(async (reader) => {
      await reader.beginSnapshot();
      const inputs = await readInputs(reader, task.definition.inputs, task.businessDate);
      for (const sql of SESSION[reader.dialect](task.timeLimitMs)) await reader.run(sql);
      const select = await selectOf(reader, task, inputs);
      await storeOutput(connections, task, { rows: begunWhenWanted(reader, select), inputs });
      await reader.commit();
    });
  } catch (error) {
    throw limit.aborted ? timedOut(task.timeLimitMs, error) : error;
  } finally {
    limit.removeEventListener('abort', breakOff);
  }
}

/** A query that is under way and that nobody reads would break with its connection, and nobody would hear of that either. */
async function* begunWhenWanted(reader: BulkConnection, select: CanonicalSelect): AsyncGenerator<Buffer> {
  yield* reader.readRows(select);
}

/** Oracle has no such settings for a session; there the connection is broken off when the time is over. */
const SESSION: Readonly<Record<Dialect, (timeLimitMs: number) => string[]>> = {
  postgres: (timeLimitMs) => [`SET LOCAL statement_timeout = ${timeLimitMs}`, 'SET LOCAL search_path = pg_catalog'],
  oracle: () => [],
};

/** @throws OutputFailed where the query is not what the output declares */
async function selectOf(reader: BulkConnection, task: OutputTask, inputs: ReadonlyMap<string, ProvenInput>): Promise<CanonicalSelect> {
  const { definition: shape, businessDate, maxRows } = task;
  const query = queryText(reader.dialect, shape, businessDate, (file) => inputs.get(file)?.table ?? file);
  const kinds = await reader.describe(query).catch((error: unknown) => { throw refusalOf(error, task); });
  const problem = columnProblem(reader.dialect, shape, kinds);
  if (problem !== null) throw new OutputFailed('OUTPUT_INVALID', problem);
  return computedRows(reader.dialect, { shape, query, kinds, businessDate, maxRows });
}

/**
 * Offers the rejected rows of what is published to the target once more, in a worker thread and in one transaction: people
 * have widened a column, dropped a constraint or added what a row refers to.
 *
 * Model:
 * - The publication's row is locked first, as by a sync: a replay, a sync that publishes and a second replay come one after
 *   the other, and each finds what the one before it left. Rows that were taken are rejected no more, so that a repeat has
 *   nothing to do.
 * - Rows go into the published table by the same sieve that rejected them, under the lock against writers.
 * - The parts that gained rows are read back. Without the new lines each must have the digest that was proven before, and
 *   every new line must be there once: so its new digest is that of the accepted lines and these, without a download. Where
 *   no line is rejected any more it must be the manifest's. Then the whole table is proven, as after a sync.
 * - The way back learns which keys are new, so that going back takes them away.
 */
import { createHash } from 'node:crypto';
import { inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { canonicalSelect, countAndTotals, publishedTable, type TableRef } from '../bulk/table-sql.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import type { ReplayTask, ThreadOutcome } from '../file-syncs/file-sync.protocol.ts';
import { tableOf } from '../file-syncs/tables.ts';
import { rowBatches } from '../loading/row-batches.ts';
import { enforceAtOnce } from '../loading/strict-staging.ts';
import { lockPublication } from '../persistence/sql/lock-publication.sql.ts';
import { settleReplay } from '../persistence/sql/settle-replay.sql.ts';
import { allMatched } from '../proving/domain/check.ts';
import { acceptedOf, expectationOf, type AcceptedPart } from '../proving/domain/expectation.ts';
import { partRanges, type PartRange } from '../proving/domain/key-ranges.ts';
import { prove } from '../proving/prove.ts';
import { explainLock, openForPublishing, openTarget } from '../publishing/open-target.ts';
import { publishedLimit } from '../publishing/published-limit.ts';
import { publishedManifest } from '../publishing/published-manifest.ts';
import { offerAgain, type TakenLines } from './offer-again.ts';

/** @throws SyncFailure RECONCILIATION_MISMATCH, SCHEMA_DRIFT; TableLocked; else what the database said */
export async function replayRows(connections: BulkConnections, task: ReplayTask): Promise<ThreadOutcome> {
  try {
    return await connections.use((connection) => inTransaction(connection, () => inOneTransaction(connection, task)));
  } catch (error) {
    throw await explainLock(connections, { sqlName: publishedTable(connections.dialect, task.table) }, error);
  }
}

async function inOneTransaction(connection: BulkConnection, task: ReplayTask): Promise<ThreadOutcome> {
  await openForPublishing(connection);
  const [publication] = await connection.query(lockPublication, { fileName: task.file });
  const manifest = publication === undefined ? null : publishedManifest(publication);
  if (publication === undefined || manifest === null || publication.fileSyncId !== task.fileSyncId) {
    return { kind: 'refused', detail: `The file sync is not the one that is published of ${task.file}.` };
  }
  const target = tableOf(connection.dialect, task.table, manifest);
  if ((await openTarget(connection, target)) === null) throw new SyncFailure('SCHEMA_DRIFT', `${target.sqlName} is gone.`);
  await enforceAtOnce(connection);
  const taken = await offerAgain(connection, target, task);
  const parts = new Map(publication.acceptedJson?.parts.map(({ n, ...part }) => [n, part]));
  for (const range of partRanges(manifest.parts)) {
    const lines = taken.get(range.n);
    const before = parts.get(range.n);
    if (lines === undefined || before === undefined) continue;
    const after = await proveGrown(connection, target, range, before, lines);
    if (after.rowsRejected > 0) parts.set(range.n, after);
    else parts.delete(range.n);
  }
  const [[, ...totals] = []] = await connection.texts(countAndTotals(connection.dialect, target, manifest.controlTotals));
  const accepted = acceptedOf(parts, totals);
  const proof = await prove({ connection, table: target, manifest, expectation: expectationOf(manifest, accepted), maxRejectedRows: await publishedLimit(connection, publication) });
  if (!allMatched(proof.checks)) throw mismatch('what the table holds then is not what was sealed');
  const rowsTaken = [...taken.values()].reduce((sum, { count }) => sum + count, 0);
  if (rowsTaken > 0) {
    await connection.execute(settleReplay, {
      fileName: task.file, fileSyncId: task.fileSyncId, rowsTaken, rowTotal: proof.rows,
      acceptedJson: accepted === null ? null : JSON.stringify(accepted), checksJson: JSON.stringify(proof.checks),
    });
  }
  return { kind: 'replayed', rowsTaken };
}

/** @throws SyncFailure RECONCILIATION_MISMATCH unless a part holds what it held before, and the new lines */
async function proveGrown(connection: BulkConnection, target: TableRef, range: PartRange, before: AcceptedPart, lines: TakenLines): Promise<AcceptedPart> {
  const [all, old] = [createHash('sha256'), createHash('sha256')];
  for await (const { rows } of rowBatches(connection.readRows(canonicalSelect(connection.dialect, target, range)))) {
    for (const row of rows) {
      all.update(row);
      if (!lines.remove(row)) old.update(row);
    }
  }
  if (old.digest('hex') !== before.digest || lines.left > 0) throw mismatch(`part ${range.n} does not hold what it held, and the rows that were taken`);
  return { rows: before.rows + lines.count, rowsRejected: before.rowsRejected - lines.count, digest: all.digest('hex') };
}

const mismatch = (what: string): SyncFailure => new SyncFailure('RECONCILIATION_MISMATCH', `Nothing was replayed: ${what}.`);

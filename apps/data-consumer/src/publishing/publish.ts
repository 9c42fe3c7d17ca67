/**
 * Makes a target equal to its staging table, proves it, and moves the publication, all in one transaction.
 *
 * Model:
 * - The publication's row is locked first: a table is published by one at a time, and that nothing newer is published is
 *   true until the commit.
 * - Writers of the table are locked out, readers are not: until the commit they see the old version, from it on the new one,
 *   never a mixture (MVCC). So what is read back here is exactly what the commit makes visible.
 * - Deferred triggers and constraints are made to fire before the proof; else they could change rows after it.
 * - The last write is the file sync's own end, and it demands the lease token. A holder who lost the lease, or whose sync
 *   was cancelled, changes 0 rows there, and everything is rolled back. It is not locked earlier, because the main thread
 *   renews the lease in that row meanwhile.
 * - A proof that fails names the differing rows while they can still be seen, then rolls back.
 * - A commit whose answer got lost is settled by reading the file sync.
 */
import { CommitUnknown, inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { countRows, createTarget, lockAgainstWriters, tableExists, type TableRef } from '../bulk/table-sql.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import type { MergeCounts, Proof, SyncTask } from '../file-syncs/file-sync.protocol.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import type { PartSource } from '../loading/part-source.ts';
import { completeFileSync } from '../persistence/sql/complete-file-sync.sql.ts';
import { lockPublication } from '../persistence/sql/lock-publication.sql.ts';
import { movePublication } from '../persistence/sql/move-publication.sql.ts';
import { readEnd } from '../persistence/sql/read-end.sql.ts';
import { allMatched } from '../proving/domain/check.ts';
import type { AcceptedParts } from '../proving/domain/expectation.ts';
import { findDifferences } from '../proving/find-differences.ts';
import { prove } from '../proving/prove.ts';
import { editionOf, refuseDrift, refuseMassDelete, refuseOlder, type Edition } from './domain/guards.ts';
import { fillSql, mergeSql } from './merge-sql.ts';
import { refusalOf, RowsRefused } from './rows-refused.ts';

const MOST_DIFFERENCES = 1000;

export interface Publishing {
  readonly task: SyncTask;
  readonly target: TableRef;
  readonly staging: TableRef;
  readonly source: PartSource;
  /** Parts of which the target refused rows. */
  readonly accepted: AcceptedParts;
  /** Moves the file sync's state; throws Stopped when the lease is gone. */
  readonly advance: (to: 'PROVING' | 'PUBLISHING') => Promise<void>;
  /** Called at the end of each step, for the record of times. */
  readonly onStep: (step: 'merge' | 'prove' | 'commit') => void;
}

/** What was served would not have been what was sealed. */
export class ProofFailed extends SyncFailure {
  readonly proof: Proof;
  constructor(proof: Proof) {
    const [first] = proof.checks.filter(({ matched }) => !matched);
    super('RECONCILIATION_MISMATCH', `${proof.differencesTotal} rows differ from what was sealed; ${first?.check} is ${first?.actual}, sealed was ${first?.expected}.`);
    this.proof = proof;
  }
}

/** @throws RowsRefused, ProofFailed, SyncFailure; Stopped when the lease is gone; else what the database said */
export async function publish(connections: BulkConnections, publishing: Publishing): Promise<MergeCounts> {
  const { fileSyncId } = publishing.task;
  let counts: MergeCounts | undefined;
  try {
    await connections.use(async (connection) => {
      if (connection.doesDdlCommit) await ensureTarget(connection, publishing.target);
      await inTransaction(connection, async () => { counts = await mergeAndProve(connection, publishing); });
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== null) throw new RowsRefused(refusal, error);
    if (!(error instanceof CommitUnknown)) throw error;
    const [end] = await connections.use((connection) => connection.query(readEnd, { id: fileSyncId }));
    if (end?.state !== 'SUCCEEDED') throw error;
  }
  publishing.onStep('commit');
  if (counts === undefined) throw new Error('published without counts');
  return counts;
}

async function mergeAndProve(connection: BulkConnection, publishing: Publishing): Promise<MergeCounts> {
  const { task, target, advance, onStep } = publishing;
  await advance('PROVING');
  const published = await lockPublished(connection, task);
  const rowsBefore = await openTarget(connection, target);
  const merged = await merge(connection, publishing, rowsBefore, published);
  await connection.run('SET CONSTRAINTS ALL IMMEDIATE');
  onStep('merge');
  const proof = await proveOrThrow(connection, publishing);
  onStep('prove');
  await advance('PUBLISHING');
  const counts = { ...merged, unchanged: proof.rows - merged.inserted - merged.updated };
  await moveTo(connection, task, counts, proof);
  return counts;
}

async function lockPublished(connection: BulkConnection, { file, manifest, isOlderAllowed }: SyncTask): Promise<Edition | null> {
  const [row] = await connection.query(lockPublication, { fileName: file });
  if (row === undefined) throw new SyncFailure('INTERNAL_ERROR', `There is no publication of ${file}.`);
  const published = editionOf(row);
  refuseOlder(published, manifest, isOlderAllowed);
  refuseDrift(row, manifest);
  return published;
}

/** @returns how many rows the target has before the merge */
async function openTarget(connection: BulkConnection, target: TableRef): Promise<number> {
  await ensureTarget(connection, target);
  await connection.run(lockAgainstWriters(connection.dialect, target.sqlName));
  const [[rows = '0'] = []] = (await connection.texts(countRows(target.sqlName))) as [string[]];
  return Number(rows);
}

async function ensureTarget(connection: BulkConnection, target: TableRef): Promise<void> {
  const exists = (await connection.texts(tableExists(connection.dialect, target.sqlName))).length > 0;
  if (!exists) await connection.run(createTarget(connection.dialect, target));
}

async function merge(
  connection: BulkConnection, { task, target, staging }: Publishing, rowsBefore: number, published: Edition | null,
): Promise<Omit<MergeCounts, 'unchanged'>> {
  if (rowsBefore === 0) return { inserted: await connection.run(fillSql(connection.dialect, target, staging)), updated: 0, deleted: 0 };
  const sql = mergeSql(connection.dialect, target, staging);
  const deleted = await connection.run(sql.delete);
  refuseMassDelete(published, rowsBefore, deleted, task.maxDeletedPercent);
  const updated = sql.update === null ? 0 : await connection.run(sql.update);
  const inserted = await connection.run(sql.insert);
  return { inserted, updated, deleted };
}

async function proveOrThrow(connection: BulkConnection, { task, target, source }: Publishing): Promise<{ rows: number; checks: Proof['checks'] }> {
  const found = await prove(connection, target, task.manifest);
  if (allMatched(found.checks)) return found;
  const search = { connection, table: target, manifest: task.manifest, source, max: MOST_DIFFERENCES };
  throw new ProofFailed({ checks: found.checks, ...(await findDifferences(search, found)) });
}

async function moveTo(connection: BulkConnection, task: SyncTask, counts: MergeCounts, proof: { rows: number; checks: Proof['checks'] }): Promise<void> {
  const { manifest } = task;
  await connection.execute(movePublication, {
    fileName: task.file, businessDate: manifest.businessDate, revision: manifest.revision, extractId: manifest.extractId,
    fingerprint: manifest.fingerprint, manifestDigest: task.manifestDigest, manifestJwsJson: JSON.stringify(task.manifestJws),
    rowTotal: proof.rows, fileSyncId: task.fileSyncId,
  });
  const ended = await connection.execute(completeFileSync, {
    id: task.fileSyncId, token: task.leaseToken, rowsLoaded: proof.rows, partsLoaded: manifest.parts.length, ...counts,
    checksJson: JSON.stringify(proof.checks),
  });
  if (ended === 0) throw new Stopped('the lease is gone');
}

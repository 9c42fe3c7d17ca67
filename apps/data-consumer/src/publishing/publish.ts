/**
 * Gives a published table the rows of its staging table, proves them, and moves the publication, all in one transaction.
 *
 * Model:
 * - The publication's row is locked first: a table is published by one at a time, and that nothing newer is published is
 *   true until the commit.
 * - Writers of the table are locked out, readers are not: until the commit they see the old version, from it on the new one,
 *   never a mixture (MVCC). So what is read back here is exactly what the commit makes visible.
 * - Deferred triggers and constraints are made to fire before the proof; else they could change rows after it.
 * - The edition that is replaced becomes the previous one, with its way back, in the same transaction. The same edition
 *   again only mends: the edition before it stays the one to go back to.
 * - The last write is the file sync's own end, and it demands the lease token. A holder who lost the lease, or whose sync
 *   was cancelled, changes 0 rows there, and everything is rolled back. It is not locked earlier, because the main thread
 *   renews the lease in that row meanwhile.
 * - A proof that fails names the differing rows while they can still be seen, then rolls back.
 * - A commit whose answer got lost is settled by reading the file sync.
 */
import type { Manifest } from '@syncline/contract';
import { CommitUnknown, inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { countAndTotals, lockAgainstWriters, wayBackTable, type TableRef } from '../bulk/table-sql.ts';
import { reach } from '../file-syncs/crash-points.ts';
import type { MergeCounts, SyncTask } from '../file-syncs/file-sync.protocol.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import type { PartSource } from '../loading/part-source.ts';
import { completeFileSync } from '../persistence/sql/complete-file-sync.sql.ts';
import { lockPublication, type PublicationRow } from '../persistence/sql/lock-publication.sql.ts';
import { movePublication } from '../persistence/sql/move-publication.sql.ts';
import { readEnd } from '../persistence/sql/read-end.sql.ts';
import type { Check } from '../proving/domain/check.ts';
import { acceptedOf, expectationOf, type Accepted, type AcceptedParts } from '../proving/domain/expectation.ts';
import type { ProofOfTable } from '../proving/prove.ts';
import { proveOrThrow } from '../proving/prove-or-throw.ts';
import { applyRows, wayOf, type Applied, type Apply } from './apply-rows.ts';
import type { Way } from './domain/choose-way.ts';
import { columnsToAdd } from './domain/drift.ts';
import { editionOf, refuseMassChange, refuseOlder, refuseOtherTarget, releasedAgainst, type Guards } from './domain/guards.ts';
import { explainLock, openForPublishing, openTarget } from './open-target.ts';
import { prepareTables } from './prepare-tables.ts';
import { publishedManifest } from './published-manifest.ts';
import { refusalOf, RowsRefused } from './rows-refused.ts';
import { forgetWayBack, keepAsPrevious, wayBackTables, type WayBack } from './way-back.ts';

export { ProofFailed } from '../proving/prove-or-throw.ts';

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

/** @throws RowsRefused, ProofFailed, SyncFailure; TableLocked; Stopped when the lease is gone; else what the database said */
export async function publish(connections: BulkConnections, publishing: Publishing): Promise<MergeCounts> {
  const { task, target, onStep } = publishing;
  let counts: MergeCounts | undefined;
  try {
    await publishing.advance('PROVING');
    await connections.use(async (connection) => {
      await prepareTables(connection, task, target, publishing.staging);
      await inTransaction(connection, async () => {
        counts = await applyAndProve(connections, connection, publishing);
        reach('publication-before-commit');
      });
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== null) throw new RowsRefused(refusal, error);
    if (!(error instanceof CommitUnknown)) throw await explainLock(connections, target, error, besideTarget(connections, publishing));
    const [end] = await connections.use((connection) => connection.query(readEnd, { id: task.fileSyncId }));
    if (end?.state !== 'SUCCEEDED') throw error;
  }
  reach('publication-after-commit');
  onStep('commit');
  if (counts === undefined) throw new Error('published without counts');
  return counts;
}

async function applyAndProve(connections: BulkConnections, connection: BulkConnection, publishing: Publishing): Promise<MergeCounts> {
  const { task, target, staging, advance, onStep } = publishing;
  const { manifest } = task;
  await openForPublishing(connection);
  const published = await lockPublished(connection, task);
  const accepted = acceptedOf(publishing.accepted, publishing.accepted.size === 0 ? [] : await totalsOf(connection, staging, manifest));
  const expectation = expectationOf(manifest, accepted);
  const rowsStaged = manifest.rows - expectation.rowsRejected;
  const rowsBefore = await openTarget(connection, target);
  const isSame = published.manifestDigest === task.manifestDigest && JSON.stringify(published.acceptedJson) === JSON.stringify(accepted);

  const apply: Apply = {
    connection, task, target, staging, rowsBefore, rowsStaged,
    published: editionOf(published), guards: guardsOf(task, published),
    wayBack: wayBackTables(connection, task.file, manifest),
    keepsWayBack: published.manifestDigest !== null && published.manifestDigest !== task.manifestDigest && rowsBefore !== null,
  };
  const way = await wayOf(apply);
  const wanted = { connection, manifest, expectation, maxRejectedRows: task.maxRejectedRows, source: publishing.source, fileSyncId: task.fileSyncId };
  const [applied, proof] = way === 'ADOPT' ? await proveAndAdopt(connections, apply, wanted, onStep) : await applyAndReadBack(apply, way, wanted, onStep);
  await advance('PUBLISHING');
  if (applied.wayBack !== null || !isSame) await leaveBehind(connection, task, applied.wayBack);
  const counts = { ...applied.counts, unchanged: proof.rows - applied.counts.inserted - applied.counts.updated };
  await moveTo(connection, task, { counts, accepted, ...proof });
  return counts;
}

/** Who reads any of them for long, as a dump does, is waited for. */
const besideTarget = ({ dialect }: BulkConnections, { task, staging }: Publishing): string[] => [staging.sqlName, wayBackTable(dialect, task.file, 'ROWS')];

type Wanted = Omit<Parameters<typeof proveOrThrow>[0], 'table' | 'beside'>;

async function applyAndReadBack(apply: Apply, way: Way, wanted: Wanted, onStep: Publishing['onStep']): Promise<[Applied, ProofOfTable]> {
  const { connection, target } = apply;
  const applied = await applyRows(apply, way);
  // Both engines know this sentence: what a constraint or trigger puts off is done now, or refused.
  await connection.run('SET CONSTRAINTS ALL IMMEDIATE');
  onStep('merge');
  reach('rows-applied');
  const proof = await proveOrThrow({ ...wanted, table: target });
  onStep('prove');
  return [applied, proof];
}

/**
 * Rows of staging are committed, and nobody writes to the table once this transaction has it locked: they can be read back
 * before it becomes the published one, and by several connections. From then on only its name and its place change.
 */
async function proveAndAdopt(connections: BulkConnections, apply: Apply, wanted: Wanted, onStep: Publishing['onStep']): Promise<[Applied, ProofOfTable]> {
  const { connection, staging, task } = apply;
  await connection.run(lockAgainstWriters(connection.dialect, staging.sqlName));
  const others = task.partsInParallel - 1;
  const proof = await proveOrThrow({ ...wanted, table: staging, ...(others > 0 ? { beside: { connections, count: others } } : {}) });
  onStep('prove');
  const applied = await applyRows(apply, 'ADOPT');
  onStep('merge');
  reach('rows-applied');
  return [applied, proof];
}

/** The publication, which nobody else can change until the end of the transaction. */
async function lockPublished(connection: BulkConnection, task: SyncTask): Promise<PublicationRow> {
  const { file, table, manifest, isOlderAllowed, schemaDrift } = task;
  const [row] = await connection.query(lockPublication, { fileName: file });
  if (row === undefined) throw new Error(`there is no publication of ${file}`);
  refuseOtherTarget(file, table, row.targetTable);
  refuseOlder(editionOf(row), manifest, isOlderAllowed);
  const published = publishedManifest(row);
  if (published !== null) columnsToAdd(published, manifest, schemaDrift);
  refuseMassChange(published, manifest, guardsOf(task, row));
  return row;
}

const guardsOf = ({ released, ...limits }: SyncTask, { manifestDigest }: PublicationRow): Guards => ({ ...limits, released: releasedAgainst(released, manifestDigest) });

async function totalsOf(connection: BulkConnection, staging: TableRef, { controlTotals }: Manifest): Promise<(string | null)[]> {
  const [[, ...totals] = []] = await connection.texts(countAndTotals(connection.dialect, staging, controlTotals));
  return totals;
}

const leaveBehind = (connection: BulkConnection, { file }: SyncTask, wayBack: WayBack | null): Promise<void> =>
  wayBack === null ? forgetWayBack(connection, file) : keepAsPrevious(connection, file, wayBack);

interface Published {
  readonly counts: MergeCounts;
  readonly accepted: Accepted | null;
  readonly rows: number;
  readonly checks: readonly Check[];
}

async function moveTo(connection: BulkConnection, task: SyncTask, { counts, accepted, rows, checks }: Published): Promise<void> {
  const { manifest } = task;
  await connection.execute(movePublication, {
    fileName: task.file, businessDate: manifest.businessDate, revision: manifest.revision, extractId: manifest.extractId,
    fingerprint: manifest.fingerprint, manifestDigest: task.manifestDigest, manifestJwsJson: JSON.stringify(task.manifestJws),
    acceptedJson: accepted === null ? null : JSON.stringify(accepted), rowTotal: rows, fileSyncId: task.fileSyncId,
  });
  const ended = await connection.execute(completeFileSync, {
    id: task.fileSyncId, token: task.leaseToken, rowsLoaded: rows, partsLoaded: manifest.parts.length, ...counts, checksJson: JSON.stringify(checks),
  });
  if (ended === 0) throw new Stopped('the lease is gone');
}

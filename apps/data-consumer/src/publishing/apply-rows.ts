/**
 * Makes the published table hold the rows of staging, in the publishing transaction.
 *
 * Model: three ways lead to the same rows and the same counts (`domain/choose-way.ts`). In each, readers have the version
 * before until the commit (MVCC; no way renames or empties a table under them), guards are asked before anything is
 * changed, and what is left behind in the transaction leads back to the edition before.
 */
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { createTarget, isReferenced, type TableRef } from '../bulk/table-sql.ts';
import { walk } from '../bulk/walk.ts';
import type { MergeCounts, SyncTask } from '../file-syncs/file-sync.protocol.ts';
import { adoptStaging } from './adopt-sql.ts';
import { applyChanges, collectChanges, countChanges, countOps, sampleChanges } from './change-set-sql.ts';
import { chooseWay, type Sample, type Way } from './domain/choose-way.ts';
import { refuseMassDelete, type Edition, type Guards } from './domain/guards.ts';
import { haveOthersEnded } from './open-transactions.ts';
import { copyRows, deleteAll, fill } from './refill-sql.ts';
import { hasKeyIndex } from './staging-key.ts';
import { makeWayBack, type WayBack, type WayBackTables } from './way-back.ts';

/** About how many rows of staging are looked at, in whole pages, to guess how many changed: each costs a look-up. */
const SAMPLE_ROWS = 2_000;

/** One row in so many, or fewer: what changes is looked up in the target row by row. */
const FEW = 20;

export interface Apply {
  readonly connection: BulkConnection;
  readonly task: SyncTask;
  readonly target: TableRef;
  readonly staging: TableRef;
  /** How many rows staging has. */
  readonly rowsStaged: number;
  /** How many the target has; null: there is none. */
  readonly rowsBefore: number | null;
  readonly published: Edition | null;
  readonly guards: Guards;
  /** Where the way back is kept. */
  readonly wayBack: WayBackTables;
  /** Whether what is published now is an edition to come back to. */
  readonly keepsWayBack: boolean;
}

export interface Applied {
  readonly counts: Omit<MergeCounts, 'unchanged'>;
  /** What was left behind; null: nothing to come back to. */
  readonly wayBack: WayBack | null;
}

/** How the rows of staging are to get into the target. */
export async function wayOf(apply: Apply): Promise<Way> {
  const { connection, task, target, rowsBefore, rowsStaged } = apply;
  const situation = {
    apply: task.apply, isTargetThere: rowsBefore !== null, canAdopt: rowsBefore === null && !connection.doesDdlCommit && (await haveOthersEnded(connection)),
    rowsBefore: rowsBefore ?? 0, rowsStaged,
    isReferenced: rowsBefore !== null && (await connection.texts(isReferenced(connection.dialect, target.sqlName))).length > 0,
  };
  const isWorthALook = task.apply === 'MERGE' && !situation.isReferenced && situation.rowsBefore > 0 && rowsStaged > 0;
  return chooseWay({ ...situation, sample: isWorthALook ? await lookAtSome(apply) : null });
}

/** Without its index each look-up would be a search of the whole table. */
const isKeyed = async ({ connection, target }: Pick<Apply, 'connection' | 'target'>): Promise<boolean> =>
  (await connection.texts(hasKeyIndex(connection.dialect, target))).length > 0;

/** @throws SyncFailure GUARD_DELETED_PERCENT; else what the database says of the rows */
export const applyRows = (apply: Apply, way: Way): Promise<Applied> => (way === 'ADOPT' ? adopt(apply) : way === 'MERGE' ? merge(apply) : refill(apply));

async function lookAtSome(apply: Apply): Promise<Sample> {
  const { connection, target, staging, rowsStaged } = apply;
  if (await isKeyed(apply)) await walk(connection, 'LOOK_UP');
  const percent = Math.min(100, Math.ceil((SAMPLE_ROWS * 10_000) / rowsStaged) / 100);
  const [[rows, missing, differing] = []] = await connection.texts(sampleChanges(connection.dialect, target, staging, percent));
  return { rows: Number(rows ?? 0), missing: Number(missing ?? 0), differing: Number(differing ?? 0) };
}

async function adopt({ connection, task, target, staging, rowsStaged }: Apply): Promise<Applied> {
  for (const sql of adoptStaging(staging, target, task.table)) await connection.run(sql);
  return { counts: { inserted: rowsStaged, updated: 0, deleted: 0 }, wayBack: null };
}

async function merge({ connection, guards, target, staging, rowsBefore, published, wayBack, keepsWayBack }: Apply): Promise<Applied> {
  const { dialect } = connection;
  const changes = keepsWayBack ? wayBack.CHANGES : wayBack.SCRATCH;
  if (!connection.doesDdlCommit) await makeWayBack(connection, wayBack, keepsWayBack ? 'CHANGES' : 'SCRATCH');
  await walk(connection, 'BY_KEY');
  await connection.run(collectChanges(dialect, changes, target, staging));
  await walk(connection, 'FREE');
  if (dialect === 'postgres') await connection.run(`ANALYZE ${changes.sqlName}`);
  const ops = new Map((await connection.texts(countOps(changes))).map(([op, count]) => [op, Number(count)]));
  const changed = [...ops.values()].reduce((sum, count) => sum + count, 0);
  if (changed * FEW <= (rowsBefore ?? 0) && (await isKeyed({ connection, target }))) await walk(connection, 'LOOK_UP');
  refuseMassDelete(published, rowsBefore ?? 0, ops.get('D') ?? 0, guards);
  const sql = applyChanges(dialect, changes, target);
  const deleted = await connection.run(sql.delete);
  const updated = sql.update === null ? 0 : await connection.run(sql.update);
  const inserted = await connection.run(sql.insert);
  return { counts: { inserted, updated, deleted }, wayBack: keepsWayBack ? 'CHANGES' : null };
}

async function refill({ connection, guards, target, staging, rowsBefore, published, wayBack, keepsWayBack }: Apply): Promise<Applied> {
  const { dialect } = connection;
  if (rowsBefore === null && !connection.doesDdlCommit) await connection.run(createTarget(dialect, target));
  await walk(connection, 'BY_KEY');
  const [[inserted, updated, deleted] = []] = await connection.texts(countChanges(dialect, target, target, staging));
  await walk(connection, 'FREE');
  const counts = { inserted: Number(inserted ?? 0), updated: Number(updated ?? 0), deleted: Number(deleted ?? 0) };
  refuseMassDelete(published, rowsBefore ?? 0, counts.deleted, guards);
  if (keepsWayBack) {
    if (!connection.doesDdlCommit) await makeWayBack(connection, wayBack, 'ROWS');
    await connection.run(copyRows(dialect, target, wayBack.ROWS));
  }
  if (rowsBefore !== null && rowsBefore > 0) await connection.run(deleteAll(target));
  await walk(connection, 'BY_KEY');
  await connection.run(fill(dialect, target, staging));
  return { counts, wayBack: keepsWayBack ? 'ROWS' : null };
}

import type { BulkConnections } from '../bulk/bulk-connection.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import type { ThreadOutcome, VerifyTask } from '../file-syncs/file-sync.protocol.ts';
import { tableOf } from '../file-syncs/tables.ts';
import { PartSource, type SourceCaller } from '../loading/part-source.ts';
import { readPublication } from '../persistence/sql/lock-publication.sql.ts';
import { expectationOf } from '../proving/domain/expectation.ts';
import { findDifferences } from '../proving/find-differences.ts';
import { prove } from '../proving/prove.ts';
import { refuseChangedTable } from '../publishing/open-target.ts';
import { publishedLimit } from '../publishing/published-limit.ts';
import { publishedManifest } from '../publishing/published-manifest.ts';

/**
 * Proves what is served now against the manifest it was published from. Table and publication are read in one snapshot, so
 * a sync that publishes meanwhile changes nothing about the answer; and nothing is written.
 */
export async function verifyTable(connections: BulkConnections, task: VerifyTask, caller: SourceCaller): Promise<ThreadOutcome> {
  return connections.use(async (connection) => {
    await connection.beginSnapshot();
    const [publication] = await connection.query(readPublication, { fileName: task.file });
    const manifest = publication === undefined ? null : publishedManifest(publication);
    if (publication === undefined || manifest === null) throw new SyncFailure('INTERNAL_ERROR', `${task.file} is not published.`);
    const table = tableOf(connection.dialect, task.table, manifest);
    await refuseChangedTable(connection, table);
    const wanted = { connection, table, manifest, expectation: expectationOf(manifest, publication.acceptedJson), maxRejectedRows: await publishedLimit(connection, publication) };
    const found = await prove(wanted);
    const source = new PartSource(manifest.extractId, task.source, caller);
    const search = { ...wanted, source, fileSyncId: publication.fileSyncId ?? '', max: task.maxDifferences };
    const named = found.mismatched.length === 0 ? { differences: [], differencesTotal: 0, unnamed: null } : await findDifferences(search, found);
    // A search that ended early has left a read half done, behind which a commit would wait. Nothing was written.
    if (named.unnamed === null) await connection.commit();
    const { differences, differencesTotal } = named;
    return { kind: 'verified', businessDate: manifest.businessDate, revision: manifest.revision, proof: { checks: found.checks, differences, differencesTotal } };
  });
}

import type { Manifest } from '@syncline/contract';
import { manifestPayload } from '@syncline/extract-format/rows';
import type { BulkConnections } from '../bulk/bulk-connection.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import type { ThreadOutcome, VerifyTask } from '../file-syncs/file-sync.protocol.ts';
import { tableOf } from '../file-syncs/tables.ts';
import { PartSource, type SourceCaller } from '../loading/part-source.ts';
import { readPublication } from '../persistence/sql/lock-publication.sql.ts';
import { findDifferences } from '../proving/find-differences.ts';
import { prove } from '../proving/prove.ts';

/**
 * Proves what is served now against the manifest it was published from. Table and publication are read in one snapshot, so
 * a sync that publishes meanwhile changes nothing about the answer; and nothing is written.
 */
export async function verifyTable(connections: BulkConnections, task: VerifyTask, caller: SourceCaller): Promise<ThreadOutcome> {
  return connections.use(async (connection) => {
    await connection.beginSnapshot();
    const [publication] = await connection.query(readPublication, { fileName: task.file });
    if (publication?.manifestJwsJson == null) throw new SyncFailure('INTERNAL_ERROR', `${task.file} is not published.`);
    // Signature and shape were checked before the first row was taken; since then the text has been in our own database.
    const manifest = JSON.parse(manifestPayload(publication.manifestJwsJson).toString('utf8')) as Manifest;
    const table = tableOf(connection.dialect, task.table, manifest);
    const found = await prove(connection, table, manifest);
    const source = new PartSource(manifest.extractId, task.source, caller);
    const search = { connection, table, manifest, source, max: task.maxDifferences };
    const named = found.mismatched.length === 0 ? { differences: [], differencesTotal: 0 } : await findDifferences(search, found);
    await connection.commit();
    return { kind: 'verified', businessDate: manifest.businessDate, revision: manifest.revision, proof: { checks: found.checks, ...named } };
  });
}

import { performance } from 'node:perf_hooks';
import type { BulkConnections } from '../bulk/bulk-connection.ts';
import type { TableRef } from '../bulk/table-sql.ts';
import { loadParts } from '../loading/load-parts.ts';
import { PartSource, type SourceCaller } from '../loading/part-source.ts';
import { discardStaging, loosenStaging, makeStagingStrict, prepareStaging, releaseStaging, type Staged, type StagingOwner } from '../loading/staging.ts';
import { readLedger } from '../persistence/sql/read-ledger.sql.ts';
import type { AcceptedParts } from '../proving/domain/expectation.ts';
import { publish, ProofFailed } from '../publishing/publish.ts';
import { RowsRefused } from '../publishing/rows-refused.ts';
import { Rejections } from '../rejected-rows/rejections.ts';
import { planCrash, reach } from './crash-points.ts';
import { SyncFailure } from './domain/sync-failure.ts';
import type { MergeCounts, PhaseSeconds, SyncTask, ThreadOutcome } from './file-sync.protocol.ts';
import { stagingOf, tableOf } from './tables.ts';
import type { ThreadChannel } from './thread-channel.ts';

/** One file sync in a thread. */
interface FileWork {
  readonly connections: BulkConnections;
  readonly task: SyncTask;
  readonly channel: ThreadChannel;
  readonly target: TableRef;
  readonly staging: TableRef;
  readonly owner: StagingOwner;
  readonly source: PartSource;
  readonly seconds: Stopwatch;
}

/** The steps of a thread in order: staging, parts, publishing. @throws SyncFailure, Stopped, or what the database said */
export async function syncFile(connections: BulkConnections, task: SyncTask, caller: SourceCaller, channel: ThreadChannel): Promise<ThreadOutcome> {
  const { manifest, file } = task;
  const work: FileWork = {
    connections, task, channel,
    target: tableOf(connections.dialect, task.table, manifest),
    staging: stagingOf(connections.dialect, file, manifest),
    owner: { fileName: file, extractId: manifest.extractId, fileSyncId: task.fileSyncId, token: task.leaseToken },
    source: new PartSource(manifest.extractId, task.source, caller),
    seconds: stopwatch(),
  };
  planCrash(task.crashAt);
  const staged = await prepareStaging(connections, work.staging, work.target, work.owner);
  reach('staging-prepared');
  try {
    const counts = await loadAndPublish(work, staged);
    // Should this fail, the file's next sync clears it away.
    await releaseStaging(connections, work.staging, work.owner).catch(() => undefined);
    return { kind: 'published', counts, phases: { ...work.seconds.taken, waiting: Math.round(work.source.waitedMs / task.partsInParallel) / 1000 }, partsReused: staged.ledger.length };
  } catch (error) {
    if (error instanceof ProofFailed) await discardStaging(connections, work.staging, work.owner);
    throw error;
  }
}

/** Where the target refuses rows that staging took, all is loaded once more, into staging that refuses them too. */
async function loadAndPublish(work: FileWork, staged: Staged): Promise<MergeCounts> {
  if (staged.isStrict) return publishStrictly(work, staged);
  try {
    return await tryToPublish(work, staged);
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
    await work.channel.advance('LOADING');
    return publishStrictly(work, await makeStagingStrict(work.connections, work.staging, work.target, work.owner));
  }
}

/** Strict staging that is left behind lets go of what it refers to. Where that is locked just now, the file's next sync sees to it. */
async function publishStrictly(work: FileWork, staged: Staged): Promise<MergeCounts> {
  try {
    return await tryToPublish(work, staged);
  } catch (error) {
    if (error instanceof SyncFailure) await loosenStaging(work.connections, work.staging, work.owner).catch(() => undefined);
    throw error;
  }
}

async function tryToPublish(work: FileWork, staged: Staged): Promise<MergeCounts> {
  const { connections, task, channel, target, staging, source, seconds } = work;
  const rejections = await load(work, staged);
  seconds.note('load');
  reach('parts-loaded');
  return publish(connections, {
    task, target, staging, source,
    accepted: rejections.count === 0 ? new Map() : await acceptedParts(work),
    advance: (to) => channel.advance(to),
    onStep: (step) => seconds.note(step),
  });
}

/** @throws SyncFailure TOO_MANY_REJECTED */
async function load({ connections, task, channel, staging, owner, source }: FileWork, { ledger, isStrict }: Staged): Promise<Rejections> {
  const { manifest } = task;
  const loaded = new Set(ledger.map(({ partNumber }) => partNumber));
  for (const part of manifest.parts) if (loaded.has(part.n)) channel.progress(part.rows, part.bytes);
  const rejections = new Rejections(task.maxRejectedRows, ledger.map(({ partNumber, rowsRejected }) => [partNumber, rowsRejected]));
  await loadParts({
    connections, source, staging, owner, rejections, isStrict, compression: manifest.compression,
    partsInParallel: isStrict ? 1 : task.partsInParallel,
    onProgress: (rows, bytes) => channel.progress(rows, bytes),
  }, manifest.parts.filter(({ n }) => !loaded.has(n)));
  if (rejections.isPassed) throw tooMany(rejections, manifest.parts.length);
  return rejections;
}

/** No values: a detail travels further than the rows may. */
function tooMany({ count, limit, first, partsSeen }: Rejections, partsTotal: number): SyncFailure {
  const where = first === null ? '' : ` The first is row ${first.line} of part ${first.part}${first.column === null ? '' : `, column ${first.column}`}: ${first.reason.split(':')[0]}.`;
  return new SyncFailure('TOO_MANY_REJECTED', `The target refuses ${count} rows, and may refuse ${limit}; ${partsSeen} of ${partsTotal} parts were looked at.${where}`);
}

/** As the ledger has them, whoever loaded them. */
async function acceptedParts({ connections, owner }: FileWork): Promise<AcceptedParts> {
  const ledger = await connections.use((connection) => connection.query(readLedger, { fileName: owner.fileName }));
  return new Map(ledger.flatMap(({ partNumber, rowsLoaded, rowsRejected, acceptedDigest }) =>
    (acceptedDigest === null ? [] : [[partNumber, { rows: rowsLoaded, rowsRejected, digest: acceptedDigest }]])));
}

interface Stopwatch {
  readonly taken: PhaseSeconds;
  /** Adds what went by since the last note. */
  note(phase: Exclude<keyof PhaseSeconds, 'waiting'>): void;
}

function stopwatch(): Stopwatch {
  const taken = { load: 0, waiting: 0, merge: 0, prove: 0, commit: 0 };
  let last = performance.now();
  return {
    taken,
    note(phase) {
      const now = performance.now();
      taken[phase] = Math.round(taken[phase] * 1000 + now - last) / 1000;
      last = now;
    },
  };
}

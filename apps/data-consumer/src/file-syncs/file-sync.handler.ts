import { performance } from 'node:perf_hooks';
import type { BulkConnections } from '../bulk/bulk-connection.ts';
import { openConnections } from '../bulk/open-connections.ts';
import { loadParts } from '../loading/load-parts.ts';
import { PartSource, type SourceCaller } from '../loading/part-source.ts';
import { discardStaging, prepareStaging, releaseStaging } from '../loading/staging.ts';
import { publish, ProofFailed } from '../publishing/publish.ts';
import { verifyTable } from '../verification/verify-table.ts';
import { planCrash, reach } from './crash-points.ts';
import type { PhaseSeconds, SyncTask, ThreadOutcome, ThreadTask } from './file-sync.protocol.ts';
import { stagingOf, tableOf } from './tables.ts';
import { ThreadChannel } from './thread-channel.ts';
import { outcomeOf } from './thread-errors.ts';

/**
 * What a worker thread does with a task: knows nothing of the thread it runs in, and so runs in a test's own thread too.
 * Every failure becomes an outcome; it never rejects.
 */
export async function handleTask(task: ThreadTask): Promise<ThreadOutcome> {
  const channel = new ThreadChannel(task.port);
  let connections: BulkConnections | undefined;
  try {
    const opened = await openConnections(task.databaseUrl, `syncline-data-consumer:${task.file}`);
    connections = opened;
    channel.signal.addEventListener('abort', () => void opened.destroy(), { once: true });
    const caller: SourceCaller = { credentials: () => channel.credentials(), traceparent: task.traceparent, signal: channel.signal };
    return task.kind === 'verify' ? await verifyTable(opened, task, caller) : await syncFile(opened, task, caller, channel);
  } catch (error) {
    return outcomeOf(error, channel.signal.aborted);
  } finally {
    await connections?.destroy();
    channel.close();
  }
}

async function syncFile(connections: BulkConnections, task: SyncTask, caller: SourceCaller, channel: ThreadChannel): Promise<ThreadOutcome> {
  const { manifest, file } = task;
  const target = tableOf(connections.dialect, task.table, manifest);
  const staging = stagingOf(connections.dialect, file, manifest);
  const owner = { fileName: file, extractId: manifest.extractId, fileSyncId: task.fileSyncId, token: task.leaseToken };
  const source = new PartSource(manifest.extractId, task.source, caller);
  const seconds = stopwatch();
  planCrash(task.crashAt);

  const loaded = await prepareStaging(connections, staging, owner);
  reach('staging-prepared');
  for (const part of manifest.parts) if (loaded.has(part.n)) channel.progress(part.rows, part.bytes);
  const missing = manifest.parts.filter(({ n }) => !loaded.has(n));
  await loadParts({
    connections, source, staging, owner, compression: manifest.compression, partsInParallel: task.partsInParallel,
    onProgress: (rows, bytes) => channel.progress(rows, bytes),
  }, missing);
  seconds.note('load');
  reach('parts-loaded');

  try {
    const counts = await publish(connections, {
      task, target, staging, source, accepted: new Map(), advance: (to) => channel.advance(to), onStep: (step) => seconds.note(step),
    });
    // Should this fail, the file's next sync clears it away.
    await releaseStaging(connections, staging, owner).catch(() => undefined);
    return { kind: 'published', counts, phases: seconds.taken, partsReused: loaded.size };
  } catch (error) {
    if (error instanceof ProofFailed) await discardStaging(connections, staging, owner);
    throw error;
  }
}

function stopwatch(): { taken: PhaseSeconds; note: (phase: keyof PhaseSeconds) => void } {
  const taken = { load: 0, merge: 0, prove: 0, commit: 0 };
  let last = performance.now();
  return {
    taken,
    note(phase) {
      const now = performance.now();
      taken[phase] = Math.round(now - last) / 1000;
      last = now;
    },
  };
}

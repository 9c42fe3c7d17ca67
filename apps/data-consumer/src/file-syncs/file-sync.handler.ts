import type { BulkConnections } from '../bulk/bulk-connection.ts';
import { openConnections } from '../bulk/open-connections.ts';
import type { SourceCaller } from '../loading/part-source.ts';
import { replayRows } from '../rejected-rows/replay-rows.ts';
import { rollBack } from '../rollback/roll-back.ts';
import { verifyTable } from '../verification/verify-table.ts';
import type { ThreadOutcome, ThreadTask } from './file-sync.protocol.ts';
import { syncFile } from './sync-file.ts';
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
    if (task.kind === 'rollback') return await rollBack(opened, task);
    if (task.kind === 'replay') return await replayRows(opened, task);
    return task.kind === 'verify' ? await verifyTable(opened, task, caller) : await syncFile(opened, task, caller, channel);
  } catch (error) {
    return outcomeOf(error, channel.signal.aborted);
  } finally {
    await connections?.destroy();
    channel.close();
  }
}

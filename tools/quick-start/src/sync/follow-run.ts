import { dataConsumerOperations, type FileSync, type Run, schedulingPlatformOperations } from '@syncline/contract';
import type { ProgressView } from '@syncline/syncline-cli';
import { fileProgress } from './file-progress.ts';
import type { Services } from './services.ts';
import { watch } from './watch.ts';

/** Longer than any pause between attempts and dispatches of the task. */
const STALL_MS = 180_000;
const MAX_PAGE = 500;

const ENDS: ReadonlySet<Run['state']> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED']);
export const isOver = (run: Run): boolean => ENDS.has(run.state);

export interface FollowedRun {
  readonly run: Run;
  readonly syncs: readonly FileSync[];
}

/** Watches a run to its end, showing its files as the consumer tells them. */
export async function followRun(services: Services, id: string, files: readonly string[], view: ProgressView, signal: AbortSignal): Promise<FollowedRun> {
  view.update(fileProgress(files, []));
  return watch(
    async () => {
      const run = await services.platform.call(schedulingPlatformOperations.getRun, { params: { id } });
      const syncs = await fileSyncsOf(services, id);
      view.update(fileProgress(files, syncs));
      return { state: [run.state, run.attempt, run.reason, syncs], ...(isOver(run) ? { done: { run, syncs } } : {}) };
    },
    { signal, stallMs: STALL_MS, stalled: (state) => `Run ${id} has not moved for ${STALL_MS / 60_000} minutes; the last that is known: ${JSON.stringify(state).slice(0, 300)}` },
  );
}

/** All file syncs of a run, newest first. */
export async function fileSyncsOf(services: Services, runId: string): Promise<FileSync[]> {
  return (await services.consumer.call(dataConsumerOperations.listFileSyncs, { query: { runId, limit: MAX_PAGE } })).items;
}

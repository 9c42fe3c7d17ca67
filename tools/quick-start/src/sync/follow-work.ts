import { callEither, type EitherRun, type ProgressView } from '@syncline/syncline-cli';
import { progressOf } from './file-progress.ts';
import type { Services } from './services.ts';
import { watch } from './watch.ts';
import { fileSyncsOf, isOver, type Work, workOf } from './work.ts';

/** Longer than any pause between attempts and dispatches of a task. */
const STALL_MS = 180_000;

/** Watches a run or a group run to its end, showing its files as the consumer tells them. */
export async function followWork(services: Services, start: EitherRun, files: readonly string[], view: ProgressView, signal: AbortSignal): Promise<Work> {
  view.update(progressOf(start, files, []));
  return watch(
    async () => {
      const { body: either } = await callEither(services.platform, 'get', start.id);
      const syncs = await fileSyncsOf(services, either);
      view.update(progressOf(either, files, syncs));
      return { state: [either, syncs], ...(isOver(either) ? { done: await workOf(services, either) } : {}) };
    },
    { signal, stallMs: STALL_MS, stalled: (state) => `${start.id} has not moved for ${STALL_MS / 60_000} minutes; the last that is known: ${JSON.stringify(state).slice(0, 300)}` },
  );
}

import type { FileSync } from '@syncline/contract';
import { type EitherRun, enumerate } from '@syncline/syncline-cli';
import { Interrupted } from '../failure.ts';
import { type ProviderName, PROVIDERS } from '../stack/instances.ts';
import { isClosed } from '../sync/close-business-date.ts';
import { currentSync } from '../sync/file-progress.ts';
import type { Flow } from '../sync/flow.ts';
import { watch } from '../sync/watch.ts';
import { fileSyncsOf } from '../sync/work.ts';
import { closable, closeAt } from './close-date.ts';
import type { SyncContext } from './sync-context.ts';

/*
 * Two systems do not end their day at the same moment. The close of the first starts the run; the files of the other are
 * asked for, are told that the date is open, and wait: PENDING, without a thread, a failure or an attempt. So that this
 * can be seen, the other date is closed only when everything else of the run is done and nothing but the waiting is left.
 */

/** Closes the date at the providers that did not start the run, as soon as their files are seen to wait. Ends quietly when `signal` says that the run is over. */
export async function closeLater(flow: Flow, run: EitherRun, context: SyncContext, signal: AbortSignal): Promise<void> {
  try {
    for (const provider of PROVIDERS.filter((name) => name !== flow.startedBy)) await closeWhenAwaited(provider, flow, run, context, signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
}

async function closeWhenAwaited(provider: ProviderName, { businessDate }: Flow, run: EitherRun, context: SyncContext, signal: AbortSignal): Promise<void> {
  if (await isClosed(closable(provider, context), businessDate, signal)) return;
  const waiting = await untilOnlyWaiting(provider, run, context, signal);
  context.narrator.good(`${enumerate(waiting.map(({ file }) => file))} wait for ${provider}: "${waiting[0]?.detail ?? ''}"`);
  await closeAt(provider, businessDate, context, signal);
}

/** The syncs of a provider's files, once each of them waits and those of all other files are over. */
function untilOnlyWaiting(provider: ProviderName, run: EitherRun, { services, files }: SyncContext, signal: AbortSignal): Promise<FileSync[]> {
  return watch(
    async () => {
      const syncs = await fileSyncsOf(services, run);
      const of = (isTheirs: boolean): (FileSync | undefined)[] => files.filter((file) => (file.provider === provider) === isTheirs).map(({ definition }) => currentSync(syncs, definition.name));
      const theirs = of(true).filter(isWaiting);
      const isAlone = theirs.length === of(true).length && of(false).every((sync) => sync?.endedAt != null);
      return { state: null, ...(isAlone ? { done: theirs } : {}) };
    },
    { signal, stallMs: Infinity, stalled: String },
  );
}

/** The source was asked and has nothing yet; its sentence is the detail. */
const isWaiting = (sync: FileSync | undefined): sync is FileSync => sync?.state === 'PENDING' && sync.detail !== null;

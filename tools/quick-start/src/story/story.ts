import { BUSINESS_DATES } from '@syncline/golden-source';
import { enumerate, type Installation, loadOperatorKey, type Screen, urlsOf } from '@syncline/syncline-cli';
import type { Wishes } from '../command-line.ts';
import type { Narrator } from '../console/narrator.ts';
import { Failure, throwIfStopped } from '../failure.ts';
import type { Home } from '../home/home.ts';
import { isProven } from '../report/proof.ts';
import type { Stack } from '../stack/stack.ts';
import { define } from '../sync/define.ts';
import { loadFiles, loadScheduling } from '../sync/definitions.ts';
import { flowOf } from '../sync/flow.ts';
import { connectServices } from '../sync/services.ts';
import { verifyFiles } from '../sync/verify-files.ts';
import { nextSteps } from './next-steps.ts';
import { furnish, preflight, reset } from './prepare.ts';
import { showOutputs } from './show-outputs.ts';
import { startStack } from './start-stack.ts';
import { namesOf, type SyncContext } from './sync-context.ts';
import { syncDate, type SyncedDate } from './sync-dates.ts';
import { tellSources } from './tell-sources.ts';

export interface Story {
  readonly wishes: Wishes;
  readonly installation: Installation;
  readonly home: Home;
  readonly stack: Stack;
  readonly narrator: Narrator;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** What `npm start` does, from the first check to the last proof. Resolves when everything is proven; throws a Failure when it cannot go on. */
export async function runStory(story: Story): Promise<void> {
  const { wishes, installation, home, stack, narrator, signal } = story;
  if (wishes.reset) await reset(home, narrator);
  await preflight(installation, home, narrator);
  await furnish(installation, home);
  throwIfStopped(signal);
  const server = await startStack(stack, installation, home, narrator);
  throwIfStopped(signal);

  const context = await syncContext(story);
  await narrator.step(
    'defining files, tasks and the group',
    () => define(context.services, context.files.map(({ definition }) => definition), context.scheduling, signal),
    () => `defined ${context.files.length} files at the consumer, ${describeScheduling(context)} at the platform`,
  );
  tellSources(context);
  const dates: SyncedDate[] = [];
  for (const businessDate of BUSINESS_DATES) {
    dates.push(await syncDate(flowOf(businessDate, context.scheduling), context));
    requireProof(dates, home);
  }
  await conclude(dates, context, wishes.once);
  const lastDate = BUSINESS_DATES.at(-1) ?? '';
  await showOutputs(lastDate, context);
  if (wishes.once) return;

  narrator.print('');
  for (const line of nextSteps(installation, home, flowOf(lastDate, context.scheduling), stack.pidOf('data-consumer'), server.url('data_consumer'))) narrator.print(line);
  narrator.print('');
  narrator.print('Everything stays up. Ctrl-C stops it; `npm start` carries on.');
}

function describeScheduling({ scheduling }: SyncContext): string {
  const groups = scheduling.flatMap(({ kind, body }) => (kind === 'TaskGroup' ? `the group ${body.name}` : []));
  return enumerate([`${scheduling.length - groups.length} tasks`, ...groups]);
}

async function syncContext({ installation, home, narrator, screen, signal }: Story): Promise<SyncContext> {
  const urls = urlsOf(installation);
  return {
    services: connectServices(installation, await loadOperatorKey(home.path)),
    files: loadFiles(urls),
    scheduling: loadScheduling(urls),
    home,
    narrator,
    screen,
    signal,
  };
}

function requireProof(dates: readonly SyncedDate[], home: Home): void {
  const proof = dates.at(-1)?.proof;
  if (proof === undefined || isProven(proof)) return;
  throw new Failure(`Business date ${proof.businessDate} is not proven: ${(proof.problems[0] ?? '').replace(/\.$/, '')}.`, home.log('data-consumer'));
}

/**
 * Where nothing was loaded, the published files are proven once more: a row may have been changed since. Then `--once`
 * fails; a start that stays up says so and stays up, because only a sync can repair it.
 */
async function conclude(dates: readonly SyncedDate[], context: SyncContext, once: boolean): Promise<void> {
  const { files, narrator } = context;
  narrator.title('Result');
  const problems = dates.at(-1)?.wasProven ? await readBack(context) : [];
  if (problems.length > 0 && once) throw new Failure(`Not proven any more: ${problems.join('; ')}.`);
  if (problems.length > 0) {
    for (const problem of problems) narrator.bad(problem);
    narrator.warn('a new run of the same business date repairs it; see "repair" below');
    return;
  }
  if (dates.every(({ wasProven }) => wasProven)) narrator.good('both dates were proven by an earlier start; nothing was loaded twice');
  narrator.good(`proven: what is served is byte for byte what was sealed, ${files.length} files on ${dates.length} dates`);
}

async function readBack({ services, files, narrator, signal }: SyncContext): Promise<string[]> {
  return narrator.step(
    'reading the published files back',
    () => verifyFiles(services, namesOf(files), signal),
    () => 'the published files were read back just now',
  );
}

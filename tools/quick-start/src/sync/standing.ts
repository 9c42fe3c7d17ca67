import { type Run, schedulingPlatformOperations } from '@syncline/contract';
import { ServiceRefused } from '@syncline/syncline-cli';
import { type DateProof, isProven, judge } from '../report/proof.ts';
import { fileSyncsOf, isOver } from './follow-run.ts';
import type { Services } from './services.ts';
import { insist, watch } from './watch.ts';

const RUN_COMES_WITHIN_MS = 120_000;

/** Where a business date stands when the quick start comes to it: any state that an earlier start may have left. */
export type Standing =
  | { readonly kind: 'proven'; readonly proof: DateProof }
  /** A run is under way. */
  | { readonly kind: 'running'; readonly run: Run }
  /** The last run ended without proof; it is tried again. */
  | { readonly kind: 'unproven'; readonly run: Run }
  /** No run yet; the date may or may not be closed. */
  | { readonly kind: 'new' };

/** Asks the services; nothing is remembered from the start before. */
export async function findStanding(services: Services, task: string, businessDate: string, files: readonly string[], signal: AbortSignal): Promise<Standing> {
  const runs = await insist(() => runsOf(services, task, businessDate), signal);
  for (const run of runs.filter(({ state }) => state === 'SUCCEEDED')) {
    const proof = judge(businessDate, files, run, await insist(() => fileSyncsOf(services, run.id), signal));
    if (isProven(proof)) return { kind: 'proven', proof };
  }
  const newest = runs[0];
  if (newest === undefined) return { kind: 'new' };
  return isOver(newest) ? { kind: 'unproven', run: newest } : { kind: 'running', run: newest };
}

/** Waits for the run that the announcement of a close causes. */
export function untilRun(services: Services, task: string, businessDate: string, signal: AbortSignal): Promise<Run> {
  return watch(
    async () => {
      const run = (await runsOf(services, task, businessDate))[0];
      return { state: null, ...(run === undefined ? {} : { done: run }) };
    },
    {
      signal,
      stallMs: RUN_COMES_WITHIN_MS,
      stalled: () => `${businessDate} is closed, but no run of ${task} has come within ${RUN_COMES_WITHIN_MS / 60_000} minutes: the announcement has not arrived or does not fit the task.`,
    },
  );
}

/** Tries a run again that ended without proof: the same run, its next attempt; a run that succeeded is followed by a new one. */
export async function tryAgain(services: Services, run: Run, signal: AbortSignal): Promise<string> {
  if (run.state === 'FAILED' || run.state === 'CANCELLED') {
    await insist(() => services.platform.call(schedulingPlatformOperations.retryRun, { params: { id: run.id } }), signal).catch((error: unknown) => {
      // It is no longer at its end: an answer that was lost had started it already.
      if (!(error instanceof ServiceRefused && error.code === 'ILLEGAL_TRANSITION')) throw error;
    });
    return run.id;
  }
  const occurrence = await insist(
    () => services.platform.call(schedulingPlatformOperations.runTask, { params: { name: run.task }, body: { businessDate: run.businessDate } }),
    signal,
  );
  return occurrence.runId ?? run.id;
}

const runsOf = async (services: Services, task: string, businessDate: string): Promise<Run[]> =>
  (await services.platform.call(schedulingPlatformOperations.listRuns, { query: { task, businessDate } })).items;

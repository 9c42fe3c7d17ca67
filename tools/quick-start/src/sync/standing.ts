import { schedulingPlatformOperations } from '@syncline/contract';
import { callEither, type EitherRun, ServiceRefused } from '@syncline/syncline-cli';
import { type DateProof, isProven, judge } from '../report/proof.ts';
import type { Flow } from './flow.ts';
import type { Services } from './services.ts';
import { insist, type Look, watch } from './watch.ts';
import { isOver, workOf, worksOf } from './work.ts';

/** Where a business date stands when the quick start comes to it: any state that an earlier start may have left. */
export type Standing =
  | { readonly kind: 'proven'; readonly proof: DateProof }
  /** A run is under way. */
  | { readonly kind: 'running'; readonly either: EitherRun }
  /** The last run ended without proof; it is tried again. */
  | { readonly kind: 'unproven'; readonly either: EitherRun }
  /** No run yet; the date may or may not be closed. */
  | { readonly kind: 'new' };

/** Asks the services; nothing is remembered from the start before. */
export async function findStanding(services: Services, flow: Flow, files: readonly string[], signal: AbortSignal): Promise<Standing> {
  const all = await insist(() => worksOf(services, flow), signal);
  for (const either of all.filter(({ state }) => state === 'SUCCEEDED')) {
    const proof = judge(flow.businessDate, files, await insist(() => workOf(services, either), signal));
    if (isProven(proof)) return { kind: 'proven', proof };
  }
  const newest = all[0];
  if (newest === undefined) return { kind: 'new' };
  return { kind: isOver(newest) ? 'unproven' : 'running', either: newest };
}

/** Waits for the run or group run that the announcement of a close causes; null when none has come within so many milliseconds. */
export function untilAnnounced(services: Services, flow: Flow, withinMs: number, signal: AbortSignal): Promise<EitherRun | null> {
  const startedAt = performance.now();
  const look = async (): Promise<Look<{ readonly newest: EitherRun | null }>> => {
    const newest = (await worksOf(services, flow))[0] ?? null;
    const isOver = newest !== null || performance.now() - startedAt > withinMs;
    return { state: null, ...(isOver ? { done: { newest } } : {}) };
  };
  return watch(look, { signal, stallMs: Infinity, stalled: String }).then(({ newest }) => newest);
}

/** Tries a run again that ended without proof: the same one, its next attempt; one that succeeded is followed by a new one. */
export async function tryAgain(services: Services, flow: Flow, either: EitherRun, signal: AbortSignal): Promise<EitherRun> {
  if (either.state !== 'FAILED' && either.state !== 'CANCELLED') return (await runByHand(services, flow, signal)) ?? either;
  await insist(() => callEither(services.platform, 'retry', either.id), signal).catch((error: unknown) => {
    // It is no longer at its end: an answer that was lost had started it already.
    if (!(error instanceof ServiceRefused && error.code === 'ILLEGAL_TRANSITION')) throw error;
  });
  return (await insist(() => callEither(services.platform, 'get', either.id), signal)).body;
}

/** Null when the firing led to no run. */
export async function runByHand({ platform }: Services, { kind, name, businessDate }: Flow, signal: AbortSignal): Promise<EitherRun | null> {
  const operation = kind === 'task' ? schedulingPlatformOperations.runTask : schedulingPlatformOperations.runTaskGroup;
  const occurrence = await insist(() => platform.call(operation, { params: { name }, body: { businessDate } }), signal);
  const id = occurrence.runId ?? occurrence.groupRunId;
  return id === null ? null : (await insist(() => callEither(platform, 'get', id), signal)).body;
}

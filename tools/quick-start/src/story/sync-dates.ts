import { chooseProgressView, type EitherRun, formatElapsed, isGroupRun } from '@syncline/syncline-cli';
import { Failure } from '../failure.ts';
import { explainDifferences } from '../report/explain-differences.ts';
import { type DateProof, isProven, judge } from '../report/proof.ts';
import { proofTable } from '../report/proof-table.ts';
import type { Flow } from '../sync/flow.ts';
import { followWork } from '../sync/follow-work.ts';
import type { Work } from '../sync/work.ts';
import { findStanding, runByHand, type Standing, tryAgain, untilAnnounced } from '../sync/standing.ts';
import { closeAt } from './close-date.ts';
import { closeLater } from './later-closes.ts';
import { namesOf, type SyncContext } from './sync-context.ts';

export interface SyncedDate {
  readonly proof: DateProof;
  /** The date had been proven before this start; nothing was loaded. */
  readonly wasProven: boolean;
}

/** How long an announcement may take; it comes within a second unless the platform is being restarted. */
const ANNOUNCED_WITHIN_MS = 60_000;

/** Brings one business date from wherever an earlier start left it to its end, and shows what the services say of it. */
export async function syncDate(flow: Flow, context: SyncContext): Promise<SyncedDate> {
  const { services, narrator, signal } = context;
  const fileNames = namesOf(context.files);
  narrator.title(`Business date ${flow.businessDate}, by ${flow.kind === 'task' ? `one task for all files (${flow.name})` : `a group with a task a file (${flow.name})`}`);
  const standing = await findStanding(services, flow, fileNames, signal);
  const wasProven = standing.kind === 'proven';
  if (wasProven) narrator.good('proven by an earlier start; nothing is loaded again');
  const proof = wasProven ? standing.proof : await prove(flow, await workOfDate(standing, flow, context), fileNames, context);
  narrator.print('');
  const late = context.files.filter(({ provider }) => provider !== flow.startedBy);
  for (const line of proofTable(proof.files, new Set(namesOf(late)))) narrator.print(`  ${line}`);
  if (!isProven(proof)) await tellProblems(proof, context);
  return { proof, wasProven };
}

/** The run or group run to follow: the one that is there, tried again if it ended unproven, or the one that closing the date causes. */
async function workOfDate(standing: Exclude<Standing, { kind: 'proven' }>, flow: Flow, context: SyncContext): Promise<EitherRun> {
  const { services, narrator, signal } = context;
  if (standing.kind === 'running') {
    narrator.good(`an earlier start left ${nameOf(standing.either)} under way (${standing.either.state}); it goes on`);
    return standing.either;
  }
  if (standing.kind === 'unproven') {
    const { either } = standing;
    narrator.warn(`${nameOf(either)} ended ${either.state}${either.reason === null ? '' : ` (${either.reason})`} in an earlier start; it is tried again`);
    return tryAgain(services, flow, either, signal);
  }
  return closeFirst(flow, context);
}

async function closeFirst(flow: Flow, context: SyncContext): Promise<EitherRun> {
  const { services, narrator, signal } = context;
  await closeAt(flow.startedBy, flow.businessDate, context, signal);
  const announced = await untilAnnounced(services, flow, ANNOUNCED_WITHIN_MS, signal);
  if (announced !== null) return announced;
  narrator.warn(`the announcement has led to no run of ${flow.name}: it may be older than its definition. It is started by hand`);
  const started = await runByHand(services, flow, signal);
  if (started === null) throw new Failure(`${flow.name} could not be started: \`npm run -s syncline -- occurrences --${flow.kind} ${flow.name}\` says why.`);
  return started;
}

async function prove(flow: Flow, start: EitherRun, fileNames: readonly string[], context: SyncContext): Promise<DateProof> {
  const { narrator } = context;
  const startedAt = performance.now();
  const work = await follow(flow, start, fileNames, context);
  const proof = judge(flow.businessDate, fileNames, work);
  const results = [...new Set(work.runs.map(({ reconciliation }) => reconciliation?.result ?? 'no reconciliation'))].join(', ');
  const sentence = `${nameOf(work.either)}: ${work.either.state}, ${results}, ${proof.checks.filter(({ matched }) => matched).length} of ${proof.checks.length} checks matched`;
  if (isProven(proof)) narrator.timed(sentence, performance.now() - startedAt);
  else narrator.bad(`${sentence} after ${formatElapsed(performance.now() - startedAt)}`);
  return proof;
}

/** Follows the run to its end, and meanwhile closes the date where it is still open. */
async function follow(flow: Flow, start: EitherRun, fileNames: readonly string[], context: SyncContext): Promise<Work> {
  const { services, narrator, screen } = context;
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const view = chooseProgressView(screen, narrator);
  try {
    const following = followWork(services, start, fileNames, view, signal).finally(() => over.abort());
    const [work] = await Promise.all([following, closeLater(flow, start, context, signal)]);
    return work;
  } finally {
    over.abort();
    view.finish();
  }
}

const nameOf = (either: EitherRun): string => `${isGroupRun(either) ? 'group run' : 'run'} ${either.id}`;

async function tellProblems(proof: DateProof, { services, narrator }: SyncContext): Promise<void> {
  narrator.print('');
  for (const problem of [...proof.problems, ...(await explainDifferences(services, proof))]) narrator.bad(problem);
}

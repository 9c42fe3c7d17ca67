import type { FileDefinition, TaskDefinition } from '@syncline/contract';
import { chooseProgressView, formatCount, formatElapsed, type Screen } from '@syncline/syncline-cli';
import type { Narrator } from '../console/narrator.ts';
import { explainDifferences } from '../report/explain-differences.ts';
import { type DateProof, isProven, judge } from '../report/proof.ts';
import { proofTable } from '../report/proof-table.ts';
import { closeBusinessDate } from '../sync/close-business-date.ts';
import { followRun } from '../sync/follow-run.ts';
import type { Services } from '../sync/services.ts';
import { findStanding, type Standing, tryAgain, untilRun } from '../sync/standing.ts';

/** What the sync of one date needs. */
export interface SyncContext {
  readonly services: Services;
  readonly task: TaskDefinition;
  readonly files: readonly FileDefinition[];
  readonly providerLog: string;
  readonly narrator: Narrator;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

export interface SyncedDate {
  readonly proof: DateProof;
  /** The date had been proven before this start; nothing was loaded. */
  readonly wasProven: boolean;
}

/** Brings one business date from wherever an earlier start left it to its end, and shows what the services say of it. */
export async function syncDate(businessDate: string, context: SyncContext): Promise<SyncedDate> {
  const { services, task, narrator, signal } = context;
  const fileNames = context.files.map(({ name }) => name);
  narrator.title(`Business date ${businessDate}`);
  const standing = await findStanding(services, task.name, businessDate, fileNames, signal);
  const wasProven = standing.kind === 'proven';
  if (wasProven) narrator.good('proven by an earlier start; nothing is loaded again');
  const proof = wasProven ? standing.proof : await prove(businessDate, await runIdOf(standing, businessDate, context), fileNames, context);
  narrator.print('');
  for (const line of proofTable(proof.files)) narrator.print(`  ${line}`);
  if (!isProven(proof)) await tellProblems(proof, context);
  return { proof, wasProven };
}

/** The run to follow: the one that is there, tried again if it ended unproven, or the one that closing the date causes. */
async function runIdOf(standing: Exclude<Standing, { kind: 'proven' }>, businessDate: string, context: SyncContext): Promise<string> {
  const { services, task, narrator, signal, providerLog } = context;
  if (standing.kind === 'running') {
    narrator.good(`an earlier start left run ${standing.run.id} under way (${standing.run.state}); it goes on`);
    return standing.run.id;
  }
  if (standing.kind === 'unproven') {
    narrator.warn(`run ${standing.run.id} ended ${standing.run.state}${standing.run.reason === null ? '' : ` (${standing.run.reason})`} in an earlier start; it is tried again`);
    return tryAgain(services, standing.run, signal);
  }
  await narrator.step(
    `data-provider is sealing the extracts of ${businessDate}`,
    () => closeBusinessDate(services, businessDate, providerLog, signal),
    ({ extracts }) => `closed: data-provider has sealed and signed ${extracts.length} extracts, ${formatCount(extracts.reduce((sum, { rows }) => sum + (rows ?? 0), 0))} rows`,
  );
  return (await untilRun(services, task.name, businessDate, signal)).id;
}

async function prove(businessDate: string, runId: string, fileNames: readonly string[], { services, narrator, screen, signal }: SyncContext): Promise<DateProof> {
  const startedAt = performance.now();
  const view = chooseProgressView(screen, narrator);
  const { run, syncs } = await followRun(services, runId, fileNames, view, signal).finally(() => view.finish());
  const proof = judge(businessDate, fileNames, run, syncs);
  const checks = run.reconciliation?.checks ?? [];
  const sentence = `run ${run.id}: ${run.state}, ${run.reconciliation?.result ?? 'no reconciliation'}, ${checks.filter(({ matched }) => matched).length} of ${checks.length} checks matched`;
  if (isProven(proof)) narrator.timed(sentence, performance.now() - startedAt);
  else narrator.bad(`${sentence} after ${formatElapsed(performance.now() - startedAt)}`);
  return proof;
}

async function tellProblems(proof: DateProof, { services, narrator }: SyncContext): Promise<void> {
  narrator.print('');
  for (const problem of [...proof.problems, ...(await explainDifferences(services, proof))]) narrator.bad(problem);
}

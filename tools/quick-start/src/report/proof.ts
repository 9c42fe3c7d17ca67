import type { Check, FileSync, Run } from '@syncline/contract';
import { currentSync } from '../sync/file-progress.ts';

/** What the services said about one file of one run. */
export interface FileProof {
  readonly file: string;
  /** Null: the consumer knows no sync of this file in this run. */
  readonly sync: FileSync | null;
  readonly digest: Check | null;
  /** Why the file is not proven; empty when it is. */
  readonly problems: readonly string[];
}

export interface DateProof {
  readonly businessDate: string;
  readonly run: Run;
  readonly files: readonly FileProof[];
  /** Why the date is not proven, run first; empty when it is. */
  readonly problems: readonly string[];
}

/**
 * Whether a run proves a business date. Nothing is inferred: the platform must say SUCCEEDED and MATCHED, the consumer
 * must say the same of every file, the counts must add up, and every file must have matching checks for its rows and
 * its digest.
 */
export function judge(businessDate: string, fileNames: readonly string[], run: Run, syncs: readonly FileSync[]): DateProof {
  const checks = run.reconciliation?.checks ?? [];
  const files = fileNames.map((file) => judgeFile(file, currentSync(syncs, file) ?? null, checks.filter((check) => check.file === file)));
  return { businessDate, run, files, problems: [...runProblems(run), ...files.flatMap(({ problems }) => problems)] };
}

export const isProven = (proof: DateProof): boolean => proof.problems.length === 0;

function runProblems(run: Run): string[] {
  const problems: string[] = [];
  if (run.state !== 'SUCCEEDED') problems.push(`the run is ${run.state}${run.reason === null ? '' : ` (${run.reason})`}${run.detail === null ? '' : `: ${run.detail}`}`);
  if (run.reconciliation === null) problems.push('the run has no reconciliation');
  else if (run.reconciliation.result !== 'MATCHED') problems.push(`the reconciliation is ${run.reconciliation.result}`);
  return problems;
}

function judgeFile(file: string, sync: FileSync | null, checks: readonly Check[]): FileProof {
  const digest = checks.find(({ check }) => check === 'digest') ?? null;
  // A file that did not succeed has no checks; saying so as well would only bury the reason.
  const ofSync = syncProblems(sync);
  const ofChecks = ofSync.length > 0 ? mismatches(checks) : [...unchecked(checks), ...mismatches(checks)];
  return { file, sync, digest, problems: [...ofSync, ...ofChecks].map((problem) => `${file}: ${problem}`) };
}

function syncProblems(sync: FileSync | null): string[] {
  if (sync === null) return ['was not synced'];
  if (sync.state !== 'SUCCEEDED') return [`is ${sync.state}${sync.reason === null ? '' : ` (${sync.reason})`}${sync.detail === null ? '' : `: ${sync.detail}`}`];
  if (sync.result !== 'MATCHED') return [`its result is ${sync.result ?? 'not known'}`];
  if (sync.rowsExpected !== sync.rowsLoaded + sync.rowsRejected) return [`${sync.rowsExpected ?? 'an unknown number of'} rows expected, but ${sync.rowsLoaded} loaded and ${sync.rowsRejected} rejected`];
  return [];
}

const unchecked = (checks: readonly Check[]): string[] =>
  ['rows', 'digest'].filter((name) => !checks.some(({ check }) => check === name)).map((name) => `nobody checked its ${name}`);

const mismatches = (checks: readonly Check[]): string[] =>
  checks.filter(({ matched }) => !matched).map(({ check, expected, actual }) => `${check} should be ${expected} and is ${actual}`);

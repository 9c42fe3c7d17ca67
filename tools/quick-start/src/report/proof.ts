import type { Check, FileSync, Run } from '@syncline/contract';
import { type EitherRun, isGroupRun } from '@syncline/syncline-cli';
import { currentSync } from '../sync/file-progress.ts';
import type { Work } from '../sync/work.ts';

/** What the services said about one file of one date. */
export interface FileProof {
  readonly file: string;
  /** Null: the consumer knows no sync of this file in these runs. */
  readonly sync: FileSync | null;
  readonly digest: Check | null;
  /** Why the file is not proven; empty when it is. */
  readonly problems: readonly string[];
}

export interface DateProof {
  readonly businessDate: string;
  readonly either: EitherRun;
  /** Of all runs together. */
  readonly checks: readonly Check[];
  readonly files: readonly FileProof[];
  /** Why the date is not proven, runs first; empty when it is. */
  readonly problems: readonly string[];
}

/**
 * Whether a run, or a group run with the runs of its members, proves a business date. Nothing is inferred: the platform must
 * say SUCCEEDED and MATCHED of every run, the consumer must say the same of every file, the counts must add up, and every
 * file must have matching checks for its rows and its digest.
 */
export function judge(businessDate: string, fileNames: readonly string[], { either, runs, syncs }: Work): DateProof {
  const checks = runs.flatMap(({ reconciliation }) => reconciliation?.checks ?? []);
  const files = fileNames.map((file) => judgeFile(file, currentSync(syncs, file) ?? null, checks.filter((check) => check.file === file)));
  const problems = [...groupProblems(either), ...runs.flatMap((run) => runProblems(run).map((problem) => (isGroupRun(either) ? `${run.task}: ${problem}` : problem)))];
  return { businessDate, either, checks, files, problems: [...problems, ...files.flatMap((file) => file.problems)] };
}

export const isProven = (proof: DateProof): boolean => proof.problems.length === 0;

const groupProblems = (either: EitherRun): string[] => (!isGroupRun(either) || either.state === 'SUCCEEDED' ? [] : [`the group run is ${inWords(either)}`]);

const inWords = ({ state, reason, detail }: EitherRun): string => `${state}${reason === null ? '' : ` (${reason})`}${detail === null ? '' : `: ${detail}`}`;

function runProblems(run: Run): string[] {
  const problems: string[] = [];
  if (run.state !== 'SUCCEEDED') problems.push(`the run is ${inWords(run)}`);
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

import type { GroupRun, Run } from '@syncline/contract';
import { type EitherRun, isGroupRun } from '../api/either-run.ts';
import { formatColumns } from './table.ts';

const NOTHING = '-';

/** A line a run, in columns as wide as they need to be. */
export function formatRuns(runs: readonly Run[]): string {
  if (runs.length === 0) return 'no runs';
  return formatColumns([
    ['RUN', 'TASK', 'BUSINESS DATE', 'STATE', 'REASON', 'ATTEMPT', 'CREATED'],
    ...runs.map((run) => [run.id, run.task, run.businessDate ?? NOTHING, run.state, run.reason ?? NOTHING, String(run.attempt), run.createdAt]),
  ]);
}

/** One run or group run in full. */
export const formatEither = (either: EitherRun): string => (isGroupRun(either) ? formatGroupRun(either) : formatRun(either));

/** One group run: its state and why, then a line a member. */
function formatGroupRun(run: GroupRun): string {
  const facts = formatColumns([
    ['group run', run.id],
    ['group', `${run.group}, version ${run.groupVersion}`],
    ['business date', run.businessDate ?? NOTHING],
    ['state', stateOf(run)],
    ['detail', run.detail ?? NOTHING],
    ['created', run.createdAt],
    ['ended', run.endedAt ?? NOTHING],
  ]);
  return [facts, '', formatColumns([['MEMBER', 'MODE', 'STATE', 'RUN'], ...run.members.map(({ task, mode, state, runId }) => [task, mode, state, runId ?? NOTHING])])].join('\n');
}

/** One run in full: its state and why, then a line a file, then every check that did not match. */
function formatRun(run: Run): string {
  const checks = run.reconciliation?.checks ?? [];
  const facts = formatColumns([
    ['run', run.id],
    ['task', `${run.task}, version ${run.taskVersion}`],
    ['business date', run.businessDate ?? NOTHING],
    ['state', stateOf(run)],
    ['detail', run.detail ?? NOTHING],
    ['attempt', `${run.attempt}, dispatched ${run.dispatches} times`],
    ['reconciliation', run.reconciliation === null ? NOTHING : `${run.reconciliation.result}, ${checks.filter((check) => check.matched).length} of ${checks.length} checks matched`],
    ['created', run.createdAt],
    ['ended', run.endedAt ?? NOTHING],
  ]);
  const files = (run.files ?? []).map((file) => [file.file, file.state, file.rowsExpected, file.rowsLoaded, file.inserted, file.updated, file.deleted, file.unchanged].map((cell) => String(cell ?? NOTHING)));
  const differing = checks.filter((check) => !check.matched).map((check) => `${check.file}: ${check.check} expected ${check.expected}, is ${check.actual}`);
  return [
    facts,
    ...(files.length === 0 ? [] : ['', formatColumns([['FILE', 'STATE', 'EXPECTED', 'LOADED', 'INSERTED', 'UPDATED', 'DELETED', 'UNCHANGED'], ...files])]),
    ...(differing.length === 0 ? [] : ['', ...differing]),
  ].join('\n');
}

/** The end of a run in a sentence: what it is, how it stands, and why. */
export function summarise(either: EitherRun): string {
  const what = isGroupRun(either) ? `group run ${either.id} of ${either.group}` : `run ${either.id} of ${either.task}`;
  const when = either.businessDate === null ? '' : ` for ${either.businessDate}`;
  return `${what}${when}: ${stateOf(either)}${either.detail === null ? '' : `: ${either.detail}`}${isGroupRun(either) ? '' : checksOf(either)}`;
}

function checksOf({ reconciliation }: Run): string {
  if (reconciliation === null) return '';
  return `, ${reconciliation.result}, ${reconciliation.checks.filter(({ matched }) => matched).length} of ${reconciliation.checks.length} checks matched`;
}

const stateOf = ({ state, reason }: EitherRun): string => (reason === null ? state : `${state}, ${reason}`);

import type { Run } from '@syncline/contract';

const NOTHING = '-';

/** A line a run, in columns as wide as they need to be. */
export function formatRuns(runs: readonly Run[]): string {
  if (runs.length === 0) return 'no runs';
  return formatColumns([
    ['RUN', 'TASK', 'BUSINESS DATE', 'STATE', 'REASON', 'ATTEMPT', 'CREATED'],
    ...runs.map((run) => [run.id, run.task, run.businessDate ?? NOTHING, run.state, run.reason ?? NOTHING, String(run.attempt), run.createdAt]),
  ]);
}

/** One run in full: its state and why, then a line a file, then every check that did not match. */
export function formatRun(run: Run): string {
  const checks = run.reconciliation?.checks ?? [];
  const facts = formatColumns([
    ['run', run.id],
    ['task', `${run.task}, version ${run.taskVersion}`],
    ['business date', run.businessDate ?? NOTHING],
    ['state', run.reason === null ? run.state : `${run.state}, ${run.reason}`],
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

function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

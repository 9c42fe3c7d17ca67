import { statement, type Statement } from '@syncline/database';

const IDS = {
  postgres: 'SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid)',
  oracle: `SELECT t.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`,
} as const;

const remove = (table: string, column: string): Statement<{ ids: string }> => statement({
  name: `remove-${table.replaceAll('_', '-')}`,
  postgres: `DELETE FROM ${table} WHERE ${column} IN (${IDS.postgres})`,
  oracle: `DELETE FROM ${table} WHERE ${column} IN (${IDS.oracle})`,
});

/** Runs (a JSON list of ids) and all that belongs to them, in the order in which it goes. The caller holds the runs. */
export const removeRuns = [
  remove('run_events', 'run_id'),
  remove('run_reports', 'run_id'),
  remove('run_deadlines', 'run_id'),
  remove('run_cancellations', 'run_id'),
  remove('runs', 'id'),
] as const;

/** Group runs whose members are gone. The caller holds them. */
export const removeGroupRuns = [remove('group_signals', 'group_run_id'), remove('group_runs', 'id')] as const;

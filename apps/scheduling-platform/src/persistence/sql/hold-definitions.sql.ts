import { statement } from '@syncline/database';

const names = {
  postgres: `SELECT jsonb_array_elements_text(CAST(:names AS jsonb))`,
  oracle: `SELECT t.name FROM JSON_TABLE(:names, '$[*]' COLUMNS (name VARCHAR2(63) PATH '$')) t`,
};

/** Those who hold do not wait for each other on PostgreSQL; Oracle has no weaker lock than that of a change. */
const hold = (table: string): { readonly postgres: string; readonly oracle: string } => ({
  postgres: `SELECT name FROM ${table} WHERE name IN (${names.postgres}) ORDER BY name FOR KEY SHARE`,
  oracle: `SELECT name FROM ${table} WHERE name IN (${names.oracle}) ORDER BY name FOR UPDATE`,
});

/**
 * Tasks (a JSON list of names) that somebody is about to fire or to name, as far as they are there: whoever wants to take
 * one away waits for the commit, and then finds the run or the group.
 */
export const holdTasks = statement<{ names: string }, { name: string }>({ name: 'hold-tasks', ...hold('tasks') });

/** The same for task groups. */
export const holdTaskGroups = statement<{ names: string }, { name: string }>({ name: 'hold-task-groups', ...hold('task_groups') });

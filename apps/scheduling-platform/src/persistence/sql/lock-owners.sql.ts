import { statement } from '@syncline/database';

const oracleNames = `SELECT t.name FROM JSON_TABLE(:names, '$[*]' COLUMNS (name VARCHAR2(63) PATH '$')) t`;
const postgresNames = `SELECT jsonb_array_elements_text(CAST(:names AS jsonb))`;

/**
 * Tasks (a JSON list of names) that fire, as far as they are still there: whoever wants to take one away waits until the
 * firing has committed, and then finds its run. Firings do not wait for each other on PostgreSQL; Oracle has no weaker
 * lock than that of a change.
 */
export const lockFiringTasks = statement<{ names: string }, { name: string }>({
  name: 'lock-firing-tasks',
  postgres: `SELECT name FROM tasks WHERE name IN (${postgresNames}) ORDER BY name FOR KEY SHARE`,
  oracle: `SELECT name FROM tasks WHERE name IN (${oracleNames}) ORDER BY name FOR UPDATE`,
});

/** The same for task groups. */
export const lockFiringGroups = statement<{ names: string }, { name: string }>({
  name: 'lock-firing-groups',
  postgres: `SELECT name FROM task_groups WHERE name IN (${postgresNames}) ORDER BY name FOR KEY SHARE`,
  oracle: `SELECT name FROM task_groups WHERE name IN (${oracleNames}) ORDER BY name FOR UPDATE`,
});

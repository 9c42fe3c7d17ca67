import { statement } from '@syncline/database';

const lock = (names: string): string => `SELECT name FROM tasks WHERE name IN (${names}) ORDER BY name FOR UPDATE`;

/**
 * Holds the tasks that a group is about to name, those that are there: whoever wants to take one away waits, and then
 * finds it named.
 */
export const lockMemberTasks = statement<{ names: string }, { name: string }>({
  name: 'lock-member-tasks',
  postgres: lock(`SELECT jsonb_array_elements_text(CAST(:names AS jsonb))`),
  oracle: lock(`SELECT t.name FROM JSON_TABLE(:names, '$[*]' COLUMNS (name VARCHAR2(63) PATH '$')) t`),
});

import { statement } from '@syncline/database';

const lock = `SELECT name FROM task_groups WHERE name = :name FOR UPDATE`;

/** Holds a task group while it is changed. */
export const lockTaskGroup = statement<{ name: string }, { name: string }>({ name: 'lock-task-group', postgres: lock, oracle: lock });

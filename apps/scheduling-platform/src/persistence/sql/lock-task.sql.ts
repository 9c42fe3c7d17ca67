import { statement } from '@syncline/database';

const lock = `SELECT name FROM tasks WHERE name = :name FOR UPDATE`;

/** Holds a task while it is changed. */
export const lockTask = statement<{ name: string }, { name: string }>({ name: 'lock-task', postgres: lock, oracle: lock });

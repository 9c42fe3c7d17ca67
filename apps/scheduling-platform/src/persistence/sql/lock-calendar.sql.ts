import { statement } from '@syncline/database';

const lock = `SELECT name FROM calendars WHERE name = :name FOR UPDATE`;

/** Holds a calendar while it is changed or taken away. */
export const lockCalendar = statement<{ name: string }, { name: string }>({ name: 'lock-calendar', postgres: lock, oracle: lock });

import { statement } from '@syncline/database';

/** Whether the database answers. */
export const pingSql = statement<Record<string, never>, { alive: number }>({
  name: 'ping',
  postgres: 'SELECT 1 AS alive',
  oracle: 'SELECT 1 AS alive FROM DUAL',
});

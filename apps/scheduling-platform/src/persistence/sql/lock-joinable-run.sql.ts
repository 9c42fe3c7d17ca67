import { statement } from '@syncline/database';

/** Holds a run that a firing wants to join; no row if a node has dispatched it in the meantime. */
export const lockJoinableRun = statement<{ id: string }, { id: string }>({
  name: 'lock-joinable-run',
  postgres: `SELECT id FROM runs WHERE id = :id AND state = 'QUEUED' AND dispatches = 0 FOR UPDATE`,
  oracle: `SELECT id FROM runs WHERE id = :id AND state = 'QUEUED' AND dispatches = 0 FOR UPDATE`,
});

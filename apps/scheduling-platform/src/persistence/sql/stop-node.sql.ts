import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const binds = 'WHERE id = :id AND session_id = :sessionId';

/** The node left in good order; unless a new process of its name is there already. */
export const stopNode = statement<{ id: string; sessionId: string }>({
  name: 'stop-node',
  postgres: `UPDATE nodes SET is_stopped = TRUE, last_seen_at = ${NOW.postgres} ${binds}`,
  oracle: `UPDATE nodes SET is_stopped = 1, last_seen_at = ${NOW.oracle} ${binds}`,
});

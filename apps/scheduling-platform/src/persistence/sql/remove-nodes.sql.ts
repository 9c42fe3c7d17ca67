import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const remove = (now: string, seenBefore: string, isStopped: string): string =>
  `DELETE FROM nodes WHERE last_seen_at < ${seenBefore} AND (${isStopped} OR alive_until < ${now})`;

/** Nodes that stopped or were lost, and have not been seen since. */
export const removeNodes = statement<{ seenBefore: Date }>({
  name: 'remove-nodes',
  postgres: remove(NOW.postgres, 'CAST(:seenBefore AS timestamptz)', 'is_stopped'),
  oracle: remove(NOW.oracle, ':seenBefore', 'is_stopped = 1'),
});

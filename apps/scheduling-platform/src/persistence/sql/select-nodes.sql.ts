import type { NodeState } from '@syncline/contract';
import { statement } from '@syncline/database';
import { NOW } from './now.ts';

interface Binds {
  /** Session of the last node of the page before; null for the first page. */
  before: string | null;
  count: number;
}

export interface NodeRow {
  id: string;
  sessionId: string;
  startedAt: Date;
  lastSeenAt: Date;
  version: string;
  runsClaimed: number;
  state: NodeState;
}

const select = (now: string, isStopped: string, before: string, count: string): string => `
  SELECT id, session_id, started_at, last_seen_at, version, runs_claimed,
    CASE WHEN ${isStopped} THEN 'STOPPED' WHEN alive_until > ${now} THEN 'ALIVE' ELSE 'LOST' END AS state
  FROM nodes WHERE ${before} IS NULL OR session_id < ${before}
  ORDER BY session_id DESC FETCH FIRST ${count} ROWS ONLY`;

/** The nodes, latest started first. Whether one is alive is for the database's clock to say. */
export const selectNodes = statement<Binds, NodeRow>({
  name: 'select-nodes',
  postgres: select(NOW.postgres, 'is_stopped', 'CAST(:before AS uuid)', '(CAST(:count AS integer))'),
  oracle: select(NOW.oracle, 'is_stopped = 1', 'CAST(:before AS VARCHAR2(36))', ':count'),
});

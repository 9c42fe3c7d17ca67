import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

interface Binds {
  id: string;
  sessionId: string;
  version: string;
  runsClaimed: number;
  /** How long the node counts as alive after this. */
  leaseMs: number;
}

/** Says that the node is there. A restarted process of the same name takes the row over with its own start. */
export const heartbeatNode = statement<Binds>({
  name: 'heartbeat-node',
  postgres: `
    INSERT INTO nodes AS n (id, session_id, version, runs_claimed, is_stopped, started_at, last_seen_at, alive_until)
    VALUES (:id, :sessionId, :version, :runsClaimed, FALSE, ${NOW.postgres}, ${NOW.postgres}, ${inMs('leaseMs').postgres})
    ON CONFLICT (id) DO UPDATE SET
      started_at = CASE WHEN n.session_id = EXCLUDED.session_id THEN n.started_at ELSE EXCLUDED.started_at END,
      session_id = EXCLUDED.session_id, version = EXCLUDED.version, runs_claimed = EXCLUDED.runs_claimed, is_stopped = FALSE,
      last_seen_at = EXCLUDED.last_seen_at, alive_until = EXCLUDED.alive_until`,
  oracle: `
    MERGE INTO nodes n
    USING (SELECT :id AS id, :sessionId AS session_id, :version AS version, :runsClaimed AS runs_claimed,
             ${NOW.oracle} AS seen_at, ${inMs('leaseMs').oracle} AS alive_until FROM dual) s
    ON (n.id = s.id)
    WHEN MATCHED THEN UPDATE SET
      n.started_at = CASE WHEN n.session_id = s.session_id THEN n.started_at ELSE s.seen_at END,
      n.session_id = s.session_id, n.version = s.version, n.runs_claimed = s.runs_claimed, n.is_stopped = 0,
      n.last_seen_at = s.seen_at, n.alive_until = s.alive_until
    WHEN NOT MATCHED THEN INSERT (id, session_id, version, runs_claimed, is_stopped, started_at, last_seen_at, alive_until)
      VALUES (s.id, s.session_id, s.version, s.runs_claimed, 0, s.seen_at, s.seen_at, s.alive_until)`,
});

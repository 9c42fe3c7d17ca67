import { statement } from '@syncline/database';
import { inMs, NOW } from './now.ts';

interface Binds {
  id: string;
  /** UUIDv7 of the process: the later of two of one name has the greater. */
  sessionId: string;
  version: string;
  runsClaimed: number;
  /** When the process started: milliseconds from now, so 0 or less. */
  startedInMs: number;
  /** How long the node counts as alive after this. */
  leaseMs: number;
}

/** The row of a name belongs to the process that started last; an earlier one has it once that has stopped or is lost. */
const mine = (now: string, given: string, isStopped: string): string => `(n.session_id <= ${given} OR ${isStopped} OR n.alive_until <= ${now})`;

/** Says that the node is there. No row: a later process of the same name is there. */
export const heartbeatNode = statement<Binds>({
  name: 'heartbeat-node',
  postgres: `
    INSERT INTO nodes AS n (id, session_id, version, runs_claimed, is_stopped, started_at, last_seen_at, alive_until)
    VALUES (:id, :sessionId, :version, :runsClaimed, FALSE, ${inMs('startedInMs').postgres}, ${NOW.postgres}, ${inMs('leaseMs').postgres})
    ON CONFLICT (id) DO UPDATE SET
      started_at = CASE WHEN n.session_id = EXCLUDED.session_id THEN n.started_at ELSE EXCLUDED.started_at END,
      session_id = EXCLUDED.session_id, version = EXCLUDED.version, runs_claimed = EXCLUDED.runs_claimed, is_stopped = FALSE,
      last_seen_at = EXCLUDED.last_seen_at, alive_until = EXCLUDED.alive_until
    WHERE ${mine(NOW.postgres, 'EXCLUDED.session_id', 'n.is_stopped')}`,
  oracle: `
    MERGE INTO nodes n
    USING (SELECT :id AS id, :sessionId AS session_id, :version AS version, :runsClaimed AS runs_claimed,
             ${inMs('startedInMs').oracle} AS started_at, ${NOW.oracle} AS seen_at, ${inMs('leaseMs').oracle} AS alive_until FROM dual) s
    ON (n.id = s.id)
    WHEN MATCHED THEN UPDATE SET
      n.started_at = CASE WHEN n.session_id = s.session_id THEN n.started_at ELSE s.started_at END,
      n.session_id = s.session_id, n.version = s.version, n.runs_claimed = s.runs_claimed, n.is_stopped = 0,
      n.last_seen_at = s.seen_at, n.alive_until = s.alive_until
      WHERE ${mine(NOW.oracle, 's.session_id', 'n.is_stopped = 1')}
    WHEN NOT MATCHED THEN INSERT (id, session_id, version, runs_claimed, is_stopped, started_at, last_seen_at, alive_until)
      VALUES (s.id, s.session_id, s.version, s.runs_claimed, 0, s.started_at, s.seen_at, s.alive_until)`,
});

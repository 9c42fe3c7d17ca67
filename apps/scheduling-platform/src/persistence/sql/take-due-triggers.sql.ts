import { statement } from '@syncline/database';
import type { TimeTrigger } from '../../triggers/domain/schedule-of.ts';
import type { OwnerKind } from '../../triggers/trigger.entity.ts';
import { NOW } from './now.ts';

interface Binds {
  most: number;
}

/** Names one trigger. */
export interface TriggerKey {
  ownerKind: OwnerKind;
  owner: string;
  position: number;
}

export interface DueTriggerRow extends TriggerKey {
  triggerJson: TimeTrigger;
  firesAt: Date;
  createdAt: Date;
  /** Of its task or group. */
  version: number;
  isPaused: boolean;
  nowAt: Date;
}

/** Asked for once a statement, so that the index on `fires_at` serves. */
const now = { postgres: `(SELECT ${NOW.postgres})`, oracle: `(SELECT ${NOW.oracle} FROM dual)` };

const select = (nowAt: string): string => `
  SELECT t.owner_kind, t.owner, t.position, t.trigger_json, t.fires_at, t.created_at,
    COALESCE(k.version, g.version) AS version, COALESCE(k.is_paused, g.is_paused) AS is_paused, ${nowAt} AS now_at
  FROM triggers t
  LEFT JOIN tasks k ON t.owner_kind = 'TASK' AND k.name = t.owner
  LEFT JOIN task_groups g ON t.owner_kind = 'GROUP' AND g.name = t.owner`;

/**
 * Takes triggers that are due, the longest due first, and holds them until the transaction ends. Those that another node
 * holds are passed over; that node decides about them and moves them on before it lets them go.
 */
export const takeDueTriggers = statement<Binds, DueTriggerRow>({
  name: 'take-due-triggers',
  postgres: `${select(now.postgres)} WHERE t.fires_at <= ${now.postgres} ORDER BY t.fires_at LIMIT CAST(:most AS integer) FOR UPDATE OF t SKIP LOCKED`,
  // A limit and a lock exclude each other in one query block: the candidates are chosen first, and looked at again under the lock.
  oracle: `${select(now.oracle)}
    WHERE t.fires_at <= ${now.oracle} AND t.ROWID IN (
      SELECT d.ROWID FROM triggers d WHERE d.fires_at <= ${now.oracle} ORDER BY d.fires_at FETCH FIRST :most ROWS ONLY)
    FOR UPDATE OF t.fires_at SKIP LOCKED`,
});

const one = 't.owner_kind = :ownerKind AND t.owner = :owner AND t.position = :position';

/** The same for one trigger; no row: it is not due any more, or another node has it. */
export const takeDueTrigger = statement<TriggerKey, DueTriggerRow>({
  name: 'take-due-trigger',
  postgres: `${select(now.postgres)} WHERE ${one} AND t.fires_at <= ${now.postgres} FOR UPDATE OF t SKIP LOCKED`,
  oracle: `${select(now.oracle)} WHERE ${one} AND t.fires_at <= ${now.oracle} FOR UPDATE OF t.fires_at SKIP LOCKED`,
});

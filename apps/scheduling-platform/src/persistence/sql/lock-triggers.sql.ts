import type { Trigger } from '@syncline/contract';
import { statement } from '@syncline/database';

interface Binds {
  ownerKind: string;
  owner: string;
}

export interface KeptTriggerRow {
  triggerJson: Trigger;
  firesAt: Date | null;
  expectedDate: string | null;
  expectedAt: Date | null;
  createdAt: Date;
  /** Of the task or the group. */
  isPaused: boolean;
}

const select = `
  SELECT t.trigger_json, t.fires_at, t.expected_date, t.expected_at, t.created_at, COALESCE(k.is_paused, g.is_paused) AS is_paused
  FROM triggers t
  LEFT JOIN tasks k ON t.owner_kind = 'TASK' AND k.name = t.owner
  LEFT JOIN task_groups g ON t.owner_kind = 'GROUP' AND g.name = t.owner
  WHERE t.owner_kind = :ownerKind AND t.owner = :owner ORDER BY t.position`;

/** The triggers of a task or a group, held while they are replaced: a firing that is under way is waited for. */
export const lockTriggers = statement<Binds, KeptTriggerRow>({ name: 'lock-triggers', postgres: `${select} FOR UPDATE OF t`, oracle: `${select} FOR UPDATE OF t.fires_at` });

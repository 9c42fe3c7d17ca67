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
}

const lock = `
  SELECT trigger_json, fires_at, expected_date, expected_at, created_at
  FROM triggers WHERE owner_kind = :ownerKind AND owner = :owner ORDER BY position FOR UPDATE`;

/** The triggers of a task or a group, held while they are replaced: a firing that is under way is waited for. */
export const lockTriggers = statement<Binds, KeptTriggerRow>({ name: 'lock-triggers', postgres: lock, oracle: lock });

import { statement } from '@syncline/database';
import type { KeptVerdict } from '../../triggers/missed-firings.entity.ts';
import type { TimeTrigger } from '../../triggers/domain/schedule-of.ts';
import type { OwnerKind } from '../../triggers/trigger.entity.ts';
import { NOW } from './now.ts';

export interface MissedFiringsRow {
  id: string;
  ownerKind: OwnerKind;
  owner: string;
  triggerJson: TimeTrigger;
  madeAt: Date;
  fromAt: Date;
  verdictJson: KeptVerdict;
  nowAt: Date;
}

const select = (now: string): string => `SELECT m.id, m.owner_kind, m.owner, m.trigger_json, m.made_at, m.from_at, m.verdict_json, ${now} AS now_at FROM missed_firings m`;

/** Takes one list of missed firings to write a portion of it, unless another node is writing all there are. */
export const takeMissedFirings = statement<object, MissedFiringsRow>({
  name: 'take-missed-firings',
  postgres: `${select(NOW.postgres)} ORDER BY m.id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  oracle: `${select(NOW.oracle)} WHERE m.ROWID IN (SELECT d.ROWID FROM missed_firings d ORDER BY d.id FETCH FIRST 1 ROWS ONLY) FOR UPDATE SKIP LOCKED`,
});

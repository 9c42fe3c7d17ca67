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

/** Takes one list of missed firings to write a portion of it, unless another node is writing all there are; none of those passed over (a JSON list of ids). */
export const takeMissedFirings = statement<{ passedOver: string }, MissedFiringsRow>({
  name: 'take-missed-firings',
  postgres: `${select(NOW.postgres)} WHERE m.id NOT IN (SELECT CAST(jsonb_array_elements_text(CAST(:passedOver AS jsonb)) AS uuid)) ORDER BY m.id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  oracle: `${select(NOW.oracle)} WHERE m.ROWID IN (
      SELECT d.ROWID FROM missed_firings d WHERE d.id NOT IN (SELECT t.id FROM JSON_TABLE(:passedOver, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t)
      ORDER BY d.id FETCH FIRST 1 ROWS ONLY)
    FOR UPDATE SKIP LOCKED`,
});

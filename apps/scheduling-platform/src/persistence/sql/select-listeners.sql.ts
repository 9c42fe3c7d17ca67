import type { MessageTrigger } from '@syncline/contract';
import { statement } from '@syncline/database';
import type { OwnerKind } from '../../triggers/trigger.entity.ts';

export interface ListenerRow {
  ownerKind: OwnerKind;
  owner: string;
  version: number;
  isPaused: boolean;
  triggerJson: MessageTrigger;
}

const select = (types: string): string => `
  SELECT l.owner_kind, l.owner, COALESCE(t.version, g.version) AS version, COALESCE(t.is_paused, g.is_paused) AS is_paused, l.trigger_json
  FROM triggers l
  LEFT JOIN tasks t ON l.owner_kind = 'TASK' AND t.name = l.owner
  LEFT JOIN task_groups g ON l.owner_kind = 'GROUP' AND g.name = l.owner
  WHERE l.message_type IN (${types}) AND (t.name IS NOT NULL OR g.name IS NOT NULL)
  ORDER BY l.owner_kind DESC, l.owner, l.position`;

/** The triggers that hear events of these types (a JSON list), each with its task or group as it stands now. */
export const selectListeners = statement<{ types: string }, ListenerRow>({
  name: 'select-listeners',
  postgres: select('SELECT jsonb_array_elements_text(CAST(:types AS jsonb))'),
  oracle: select(`SELECT t.type FROM JSON_TABLE(:types, '$[*]' COLUMNS (type VARCHAR2(500 CHAR) PATH '$')) t`),
});

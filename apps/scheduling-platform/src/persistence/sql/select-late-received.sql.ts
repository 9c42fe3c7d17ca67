import { statement } from '@syncline/database';
import type { OwnerKind } from '../../triggers/trigger.entity.ts';

const came = (column: string): string => `EXISTS (
  SELECT 1 FROM occurrences o WHERE o.trigger_kind = 'message' AND o.${column} = a.${column} AND o.business_date = a.business_date AND o.outcome <> 'NOT_RECEIVED')`;

const select = `
  SELECT CASE WHEN a.task IS NULL THEN 'GROUP' ELSE 'TASK' END AS owner_kind, COALESCE(a.task, a.group_name) AS owner, a.business_date
  FROM alerts a
  WHERE a.state IN ('OPEN', 'ACKNOWLEDGED') AND a.kind = 'NOT_RECEIVED' AND a.business_date IS NOT NULL AND (${came('task')} OR ${came('group_name')})`;

/**
 * Alerts about messages that have come after all. Whoever takes a message in resolves its alert; this finds the one that
 * was raised while the transaction of its message was still open, where neither could see the other.
 */
export const selectLateReceived = statement<object, { ownerKind: OwnerKind; owner: string; businessDate: string }>({ name: 'select-late-received', postgres: select, oracle: select });

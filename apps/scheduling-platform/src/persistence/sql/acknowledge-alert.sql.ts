import { statement } from '@syncline/database';
import { CLOSED_BY_ACKNOWLEDGING } from '../../alerts/domain/acknowledging.ts';
import { NOW } from './now.ts';

const isClosed = `kind IN (${CLOSED_BY_ACKNOWLEDGING.map((kind) => `'${kind}'`).join(', ')})`;

const acknowledge = (now: string): string => `
  UPDATE alerts SET acknowledged_at = ${now}, acknowledged_by = :acknowledgedBy,
    state = CASE WHEN ${isClosed} THEN 'RESOLVED' ELSE 'ACKNOWLEDGED' END,
    resolved_at = CASE WHEN ${isClosed} THEN ${now} END,
    open_key = CASE WHEN ${isClosed} THEN NULL ELSE open_key END,
    mend_key = CASE WHEN ${isClosed} THEN NULL ELSE mend_key END
  WHERE id = :id AND state = 'OPEN'`;

/** No row: it was acknowledged or resolved before. */
export const acknowledgeAlert = statement<{ id: string; acknowledgedBy: string }>({
  name: 'acknowledge-alert',
  postgres: acknowledge(NOW.postgres),
  oracle: acknowledge(NOW.oracle),
});

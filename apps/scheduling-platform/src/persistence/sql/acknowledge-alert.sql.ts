import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const acknowledge = (now: string): string =>
  `UPDATE alerts SET state = 'ACKNOWLEDGED', acknowledged_at = ${now}, acknowledged_by = :acknowledgedBy WHERE id = :id AND state = 'OPEN'`;

/** No row: it was acknowledged or resolved before. */
export const acknowledgeAlert = statement<{ id: string; acknowledgedBy: string }>({
  name: 'acknowledge-alert',
  postgres: acknowledge(NOW.postgres),
  oracle: acknowledge(NOW.oracle),
});

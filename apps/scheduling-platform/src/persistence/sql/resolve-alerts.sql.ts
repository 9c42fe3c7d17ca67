import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const resolve = (now: string, ids: string): string => `
  UPDATE alerts SET state = 'RESOLVED', open_key = NULL, mend_key = NULL, resolved_at = ${now}
  WHERE open_key IS NOT NULL AND id IN (${ids})`;

/** Closes those of the alerts (a JSON list of ids) that still stand open. */
export const resolveAlerts = statement<{ ids: string }>({
  name: 'resolve-alerts',
  postgres: resolve(NOW.postgres, `SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid)`),
  oracle: resolve(NOW.oracle, `SELECT t.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`),
});

import { statement } from '@syncline/database';
import { NOW } from './clock.ts';

/** Extracts that a repeated close leaves out. `ids` is a JSON array; the date is locked by this transaction. */
export const withdrawExtracts = statement<{ ids: string }>({
  name: 'withdraw-extracts',
  postgres: `
    UPDATE extracts SET withdrawn_at = ${NOW.postgres}
     WHERE id IN (SELECT CAST(i.id AS uuid) FROM jsonb_array_elements_text(CAST(:ids AS jsonb)) AS i (id)) AND withdrawn_at IS NULL`,
  oracle: `
    UPDATE extracts SET withdrawn_at = ${NOW.oracle}
     WHERE id IN (SELECT i.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) i) AND withdrawn_at IS NULL`,
});

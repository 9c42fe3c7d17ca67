import { statement } from '@syncline/database';

const TEXT = `UPDATE extracts SET state = 'SUPERSEDED', superseded_by = :id
 WHERE dataset = :dataset AND view_name = :viewName AND business_date = :businessDate AND state = 'SEALED' AND id <> :id`;

/** SEALED → SUPERSEDED, once a newer revision of the same dataset, view and date is sealed. It is still served. */
export const supersedeExtracts = statement<{ id: string; dataset: string; viewName: string; businessDate: string }>({
  name: 'supersede-extracts', postgres: TEXT, oracle: TEXT,
});

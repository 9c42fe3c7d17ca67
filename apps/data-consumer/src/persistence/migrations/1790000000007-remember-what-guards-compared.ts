import { migration } from '@syncline/database';

/** What was published when a file sync failed: a release is good against that and nothing else. */
export const RememberWhatGuardsCompared = migration({
  name: 'RememberWhatGuardsCompared1790000000007',
  postgres: ['ALTER TABLE file_sync ADD COLUMN against_digest varchar(64)'],
  oracle: ['ALTER TABLE file_sync ADD (against_digest VARCHAR2(64))'],
});

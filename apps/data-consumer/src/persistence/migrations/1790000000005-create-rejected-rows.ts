import { migration } from '@syncline/database';

/** Rows that the target refused, and until when a source asked to be left alone. */
export const CreateRejectedRows = migration({
  name: 'CreateRejectedRows1790000000005',
  postgres: [
    // Logged, unlike the ledger: it is served long after staging is gone.
    `CREATE TABLE rejected_row (
      file_sync_id uuid NOT NULL,
      part_number integer NOT NULL,
      line_number integer NOT NULL,
      raw_json text NOT NULL,
      column_name varchar(63),
      refusal varchar(2000) NOT NULL,
      CONSTRAINT pk_rejected_row PRIMARY KEY (file_sync_id, part_number, line_number)
    )`,
    `ALTER TABLE part_ledger
      ADD COLUMN rows_rejected integer DEFAULT 0 NOT NULL,
      ADD COLUMN accepted_digest varchar(64)`,
    'ALTER TABLE file_sync ADD COLUMN not_before timestamptz',
  ],
  oracle: [
    `CREATE TABLE rejected_row (
      file_sync_id VARCHAR2(36) NOT NULL,
      part_number NUMBER NOT NULL,
      line_number NUMBER NOT NULL,
      raw_json CLOB NOT NULL,
      column_name VARCHAR2(63),
      refusal VARCHAR2(2000) NOT NULL,
      CONSTRAINT pk_rejected_row PRIMARY KEY (file_sync_id, part_number, line_number)
    )`,
    `ALTER TABLE part_ledger ADD (
      rows_rejected NUMBER DEFAULT 0 NOT NULL,
      accepted_digest VARCHAR2(64)
    )`,
    'ALTER TABLE file_sync ADD (not_before TIMESTAMP WITH TIME ZONE)',
  ],
});

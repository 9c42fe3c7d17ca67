import { migration } from '@syncline/database';

/** By digest, for finding out whether anything still names a file; and the newest date of a view, which is never expired. */
const INDEXES = [
  'CREATE INDEX ix_extract_parts_stored_digest ON extract_parts (stored_digest)',
  'CREATE INDEX ix_extracts_view ON extracts (dataset, view_name, state, business_date)',
];

export const WithdrawAndExpireExtracts = migration({
  name: 'WithdrawAndExpireExtracts1790000000006',
  postgres: [
    'ALTER TABLE extracts ADD withdrawn_at timestamp with time zone',
    'ALTER TABLE extracts ADD expired_at timestamp with time zone',
    `CREATE TABLE removable_parts (
       stored_digest varchar(64) NOT NULL,
       compression varchar(4) NOT NULL,
       CONSTRAINT pk_removable_parts PRIMARY KEY (stored_digest, compression)
     )`,
    ...INDEXES,
  ],
  oracle: [
    'ALTER TABLE extracts ADD withdrawn_at TIMESTAMP WITH TIME ZONE',
    'ALTER TABLE extracts ADD expired_at TIMESTAMP WITH TIME ZONE',
    `CREATE TABLE removable_parts (
       stored_digest VARCHAR2(64) NOT NULL,
       compression VARCHAR2(4) NOT NULL,
       CONSTRAINT pk_removable_parts PRIMARY KEY (stored_digest, compression)
     )`,
    ...INDEXES,
  ],
});

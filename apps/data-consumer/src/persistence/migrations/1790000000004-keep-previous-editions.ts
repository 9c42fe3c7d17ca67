import { migration } from '@syncline/database';

/** What rollback, release and rejected rows need to be remembered. */
export const KeepPreviousEditions = migration({
  name: 'KeepPreviousEditions1790000000004',
  postgres: [
    `ALTER TABLE file_sync
      ADD COLUMN rows_rejected numeric(15,0) DEFAULT 0 NOT NULL,
      ADD COLUMN released_json text,
      ADD COLUMN released_at timestamptz,
      ADD COLUMN released_by varchar(1000),
      ADD COLUMN release_reason varchar(2000)`,
    'ALTER TABLE publication ADD COLUMN accepted_json text',
    `CREATE TABLE previous_edition (
      file_name varchar(63) NOT NULL,
      way_back varchar(20) NOT NULL,
      business_date varchar(10) NOT NULL,
      revision integer NOT NULL,
      extract_id uuid NOT NULL,
      fingerprint varchar(64) NOT NULL,
      manifest_digest varchar(64) NOT NULL,
      manifest_jws_json text NOT NULL,
      accepted_json text,
      row_total numeric(15,0) NOT NULL,
      file_sync_id uuid NOT NULL,
      published_at timestamptz NOT NULL,
      CONSTRAINT pk_previous_edition PRIMARY KEY (file_name)
    )`,
    `CREATE TABLE file_rollback (
      id uuid NOT NULL,
      file_name varchar(63) NOT NULL,
      from_business_date varchar(10) NOT NULL,
      from_revision integer NOT NULL,
      to_business_date varchar(10) NOT NULL,
      to_revision integer NOT NULL,
      rolled_back_by varchar(1000) NOT NULL,
      rollback_reason varchar(2000) NOT NULL,
      rolled_back_at timestamptz NOT NULL,
      CONSTRAINT pk_file_rollback PRIMARY KEY (id)
    )`,
    'CREATE INDEX ix_file_rollback_file ON file_rollback (file_name, rolled_back_at)',
    // The rows of previous editions.
    'CREATE SCHEMA IF NOT EXISTS way_back',
  ],
  oracle: [
    `ALTER TABLE file_sync ADD (
      rows_rejected NUMBER(15,0) DEFAULT 0 NOT NULL,
      released_json CLOB,
      released_at TIMESTAMP WITH TIME ZONE,
      released_by VARCHAR2(1000),
      release_reason VARCHAR2(2000)
    )`,
    'ALTER TABLE publication ADD (accepted_json CLOB)',
    `CREATE TABLE previous_edition (
      file_name VARCHAR2(63) NOT NULL,
      way_back VARCHAR2(20) NOT NULL,
      business_date VARCHAR2(10) NOT NULL,
      revision NUMBER NOT NULL,
      extract_id VARCHAR2(36) NOT NULL,
      fingerprint VARCHAR2(64) NOT NULL,
      manifest_digest VARCHAR2(64) NOT NULL,
      manifest_jws_json CLOB NOT NULL,
      accepted_json CLOB,
      row_total NUMBER(15,0) NOT NULL,
      file_sync_id VARCHAR2(36) NOT NULL,
      published_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_previous_edition PRIMARY KEY (file_name)
    )`,
    `CREATE TABLE file_rollback (
      id VARCHAR2(36) NOT NULL,
      file_name VARCHAR2(63) NOT NULL,
      from_business_date VARCHAR2(10) NOT NULL,
      from_revision NUMBER NOT NULL,
      to_business_date VARCHAR2(10) NOT NULL,
      to_revision NUMBER NOT NULL,
      rolled_back_by VARCHAR2(1000) NOT NULL,
      rollback_reason VARCHAR2(2000) NOT NULL,
      rolled_back_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_file_rollback PRIMARY KEY (id)
    )`,
    'CREATE INDEX ix_file_rollback_file ON file_rollback (file_name, rolled_back_at)',
  ],
});

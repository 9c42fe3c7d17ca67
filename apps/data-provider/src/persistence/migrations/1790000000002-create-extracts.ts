import { migration } from '@syncline/database';

const CHECKS = `
  CONSTRAINT pk_extracts PRIMARY KEY (id),
  CONSTRAINT uq_extracts_revision UNIQUE (dataset, view_name, business_date, revision),
  CONSTRAINT ck_extracts_state CHECK (state IN ('BUILDING', 'SEALED', 'FAILED', 'SUPERSEDED')),
  CONSTRAINT ck_extracts_sealed CHECK (state NOT IN ('SEALED', 'SUPERSEDED') OR (manifest_digest IS NOT NULL AND sealed_at IS NOT NULL)),
  CONSTRAINT ck_extracts_failed CHECK (state <> 'FAILED' OR reason IS NOT NULL)`;

const INDEXES = [
  'CREATE INDEX ix_extracts_due ON extracts (state, due_at)',
  'CREATE INDEX ix_extracts_business_date ON extracts (business_date)',
];

export const CreateExtracts = migration({
  name: 'CreateExtracts1790000000002',
  postgres: [
    `CREATE TABLE extracts (
       id uuid NOT NULL,
       dataset varchar(63) NOT NULL,
       view_name varchar(63) NOT NULL,
       business_date varchar(10) NOT NULL,
       revision integer NOT NULL,
       state varchar(10) NOT NULL,
       reason varchar(100),
       detail varchar(2000),
       row_count bigint,
       byte_count bigint,
       compression varchar(4),
       sealed_at timestamp with time zone,
       superseded_by uuid,
       manifest_digest varchar(64),
       due_at timestamp with time zone NOT NULL,
       lease_token uuid,
       builds integer NOT NULL,${CHECKS}
     )`,
    ...INDEXES,
  ],
  oracle: [
    `CREATE TABLE extracts (
       id VARCHAR2(36) NOT NULL,
       dataset VARCHAR2(63) NOT NULL,
       view_name VARCHAR2(63) NOT NULL,
       business_date VARCHAR2(10) NOT NULL,
       revision NUMBER NOT NULL,
       state VARCHAR2(10) NOT NULL,
       reason VARCHAR2(100),
       detail VARCHAR2(2000),
       row_count NUMBER,
       byte_count NUMBER,
       compression VARCHAR2(4),
       sealed_at TIMESTAMP WITH TIME ZONE,
       superseded_by VARCHAR2(36),
       manifest_digest VARCHAR2(64),
       due_at TIMESTAMP WITH TIME ZONE NOT NULL,
       lease_token VARCHAR2(36),
       builds NUMBER NOT NULL,${CHECKS}
     )`,
    ...INDEXES,
  ],
});

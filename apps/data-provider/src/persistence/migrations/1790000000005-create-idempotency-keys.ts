import { migration } from '@syncline/database';

const INDEXES = ['CREATE INDEX ix_idempotency_keys_used ON idempotency_keys (used_at)'];

export const CreateIdempotencyKeys = migration({
  name: 'CreateIdempotencyKeys1790000000005',
  postgres: [
    `CREATE TABLE idempotency_keys (
       scope_digest varchar(64) NOT NULL,
       body_digest varchar(64) NOT NULL,
       extract_id uuid,
       used_at timestamp with time zone NOT NULL,
       CONSTRAINT pk_idempotency_keys PRIMARY KEY (scope_digest)
     )`,
    ...INDEXES,
  ],
  oracle: [
    `CREATE TABLE idempotency_keys (
       scope_digest VARCHAR2(64) NOT NULL,
       body_digest VARCHAR2(64) NOT NULL,
       extract_id VARCHAR2(36),
       used_at TIMESTAMP WITH TIME ZONE NOT NULL,
       CONSTRAINT pk_idempotency_keys PRIMARY KEY (scope_digest)
     )`,
    ...INDEXES,
  ],
});

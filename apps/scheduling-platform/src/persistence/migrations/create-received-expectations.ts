import { migration } from '@syncline/database';

/**
 * Which expected messages have come. Triggers that expect one count as made now: what came before is not in this table, and
 * of a message from before its trigger was made the occurrences tell.
 */
export const CreateReceivedExpectations = migration({
  name: 'CreateReceivedExpectations1795910000060',
  postgres: [
    `CREATE TABLE received_expectations (
      expected_key varchar(100) NOT NULL,
      message_id uuid NOT NULL,
      received_at timestamp with time zone NOT NULL,
      CONSTRAINT pk_received_expectations PRIMARY KEY (expected_key, message_id))`,
    `CREATE INDEX ix_received_expectations_at ON received_expectations (received_at)`,
    `UPDATE triggers SET created_at = CURRENT_TIMESTAMP WHERE expected_at IS NOT NULL`,
  ],
  oracle: [
    `CREATE TABLE received_expectations (
      expected_key VARCHAR2(100) NOT NULL,
      message_id VARCHAR2(36) NOT NULL,
      received_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_received_expectations PRIMARY KEY (expected_key, message_id))`,
    `CREATE INDEX ix_received_expectations_at ON received_expectations (received_at)`,
    `UPDATE triggers SET created_at = SYSTIMESTAMP WHERE expected_at IS NOT NULL`,
  ],
});

import { migration } from '@syncline/database';

/** What clearing away needs: messages are kept for good without their text, so a mark says how far they are cleared. */
export const PrepareRetention = migration({
  name: 'PrepareRetention1795910000010',
  postgres: [
    `CREATE TABLE retention_marks (
      name varchar(40) NOT NULL,
      last_id uuid NOT NULL,
      CONSTRAINT pk_retention_marks PRIMARY KEY (name))`,
    `INSERT INTO retention_marks (name, last_id) VALUES ('messages', '00000000-0000-0000-0000-000000000000')`,
    `ALTER TABLE messages ALTER COLUMN event_json DROP NOT NULL`,
    `CREATE INDEX ix_idempotency_keys_created ON idempotency_keys (created_at)`,
  ],
  oracle: [
    `CREATE TABLE retention_marks (
      name VARCHAR2(40) NOT NULL,
      last_id VARCHAR2(36) NOT NULL,
      CONSTRAINT pk_retention_marks PRIMARY KEY (name))`,
    `INSERT INTO retention_marks (name, last_id)
      SELECT 'messages', '00000000-0000-0000-0000-000000000000' FROM dual WHERE NOT EXISTS (SELECT 1 FROM retention_marks WHERE name = 'messages')`,
    `CREATE INDEX ix_idempotency_keys_created ON idempotency_keys (created_at)`,
    // Last: a column that may be null already is refused, and no second run of this migration finds it so.
    `ALTER TABLE messages MODIFY (event_json NULL)`,
  ],
});

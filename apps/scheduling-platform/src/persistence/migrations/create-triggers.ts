import { migration } from '@syncline/database';

/**
 * Triggers of tasks and groups in one table, whatever their kind. What is to happen next stands in the row before it
 * happens: the next firing of a cron or interval trigger, and the next message that is expected.
 */
export const CreateTriggers = migration({
  name: 'CreateTriggers1795910000005',
  postgres: [
    `CREATE TABLE triggers (
      owner_kind varchar(5) NOT NULL,
      owner varchar(63) NOT NULL,
      position integer NOT NULL,
      kind varchar(10) NOT NULL,
      message_type varchar(500),
      trigger_json text NOT NULL,
      fires_at timestamp with time zone,
      expected_date varchar(10),
      expected_at timestamp with time zone,
      created_at timestamp with time zone NOT NULL,
      CONSTRAINT pk_triggers PRIMARY KEY (owner_kind, owner, position),
      CONSTRAINT ck_triggers_owner CHECK (owner_kind IN ('TASK', 'GROUP')),
      CONSTRAINT ck_triggers_expected CHECK ((expected_date IS NULL AND expected_at IS NULL) OR (expected_date IS NOT NULL AND expected_at IS NOT NULL)))`,
    `CREATE INDEX ix_triggers_message_type ON triggers (message_type) WHERE message_type IS NOT NULL`,
    `CREATE INDEX ix_triggers_fires_at ON triggers (fires_at) WHERE fires_at IS NOT NULL`,
    `CREATE INDEX ix_triggers_expected_at ON triggers (expected_at) WHERE expected_at IS NOT NULL`,
    `INSERT INTO triggers (owner_kind, owner, position, kind, message_type, trigger_json, created_at)
      SELECT 'TASK', l.task, l.position, 'message', l.type, l.trigger_json, t.updated_at FROM message_listeners l JOIN tasks t ON t.name = l.task`,
    `DROP TABLE message_listeners`,
    `ALTER TABLE runs ADD COLUMN group_name varchar(63)`,
    `ALTER TABLE runs ADD COLUMN member_index integer`,
    `ALTER TABLE runs ADD COLUMN is_held boolean DEFAULT FALSE NOT NULL`,
    `ALTER TABLE runs ADD COLUMN silent_at timestamp with time zone`,
    `CREATE INDEX ix_runs_silent ON runs (silent_at) WHERE silent_at IS NOT NULL`,
    `CREATE INDEX ix_runs_group_run ON runs (group_run_id) WHERE group_run_id IS NOT NULL`,
    `ALTER TABLE runs ADD CONSTRAINT ck_runs_member CHECK ((group_run_id IS NULL AND group_name IS NULL AND member_index IS NULL) OR (group_run_id IS NOT NULL AND group_name IS NOT NULL AND member_index IS NOT NULL))`,
    `CREATE TABLE group_signals (
      id uuid NOT NULL,
      group_run_id uuid NOT NULL,
      CONSTRAINT pk_group_signals PRIMARY KEY (id))`,
  ],
  oracle: [
    `CREATE TABLE triggers (
      owner_kind VARCHAR2(5) NOT NULL,
      owner VARCHAR2(63) NOT NULL,
      position NUMBER NOT NULL,
      kind VARCHAR2(10) NOT NULL,
      message_type VARCHAR2(500 CHAR),
      trigger_json CLOB NOT NULL,
      fires_at TIMESTAMP WITH TIME ZONE,
      expected_date VARCHAR2(10),
      expected_at TIMESTAMP WITH TIME ZONE,
      created_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_triggers PRIMARY KEY (owner_kind, owner, position),
      CONSTRAINT ck_triggers_owner CHECK (owner_kind IN ('TASK', 'GROUP')),
      CONSTRAINT ck_triggers_expected CHECK ((expected_date IS NULL AND expected_at IS NULL) OR (expected_date IS NOT NULL AND expected_at IS NOT NULL)))`,
    `CREATE INDEX ix_triggers_message_type ON triggers (message_type)`,
    `CREATE INDEX ix_triggers_fires_at ON triggers (fires_at)`,
    `CREATE INDEX ix_triggers_expected_at ON triggers (expected_at)`,
    `INSERT INTO triggers (owner_kind, owner, position, kind, message_type, trigger_json, created_at)
      SELECT 'TASK', l.task, l.position, 'message', l.type, l.trigger_json, t.updated_at FROM message_listeners l JOIN tasks t ON t.name = l.task
      WHERE NOT EXISTS (SELECT 1 FROM triggers g WHERE g.owner_kind = 'TASK' AND g.owner = l.task AND g.position = l.position)`,
    `ALTER TABLE runs ADD (group_name VARCHAR2(63))`,
    `ALTER TABLE runs ADD (member_index NUMBER)`,
    `ALTER TABLE runs ADD (is_held NUMBER(1) DEFAULT 0 NOT NULL)`,
    `ALTER TABLE runs ADD (silent_at TIMESTAMP WITH TIME ZONE)`,
    `CREATE INDEX ix_runs_silent ON runs (silent_at)`,
    `CREATE INDEX ix_runs_group_run ON runs (group_run_id)`,
    `ALTER TABLE runs ADD CONSTRAINT ck_runs_member CHECK ((group_run_id IS NULL AND group_name IS NULL AND member_index IS NULL) OR (group_run_id IS NOT NULL AND group_name IS NOT NULL AND member_index IS NOT NULL))`,
    `CREATE TABLE group_signals (
      id VARCHAR2(36) NOT NULL,
      group_run_id VARCHAR2(36) NOT NULL,
      CONSTRAINT pk_group_signals PRIMARY KEY (id))`,
    // Last, so that a migration which broke before can be run again from its beginning.
    `DROP TABLE message_listeners`,
  ],
});

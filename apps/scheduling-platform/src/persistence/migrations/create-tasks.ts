import { migration } from '@syncline/database';

/** Definitions. A version is kept for good, because a run goes on with the one it began with. */
export const CreateTasks = migration({
  name: 'CreateTasks1795305600001',
  postgres: [
    `CREATE TABLE tasks (
      name varchar(63) NOT NULL,
      id uuid NOT NULL,
      version integer NOT NULL,
      is_paused boolean NOT NULL,
      definition_json text NOT NULL,
      created_at timestamp with time zone NOT NULL,
      updated_at timestamp with time zone NOT NULL,
      CONSTRAINT pk_tasks PRIMARY KEY (name),
      CONSTRAINT uq_tasks_id UNIQUE (id))`,
    `CREATE TABLE task_versions (
      task varchar(63) NOT NULL,
      version integer NOT NULL,
      definition_json text NOT NULL,
      created_at timestamp with time zone NOT NULL,
      CONSTRAINT pk_task_versions PRIMARY KEY (task, version))`,
    `CREATE TABLE message_listeners (
      task varchar(63) NOT NULL,
      position integer NOT NULL,
      type varchar(500) NOT NULL,
      trigger_json text NOT NULL,
      CONSTRAINT pk_message_listeners PRIMARY KEY (task, position),
      CONSTRAINT fk_message_listeners_task FOREIGN KEY (task) REFERENCES tasks (name) ON DELETE CASCADE)`,
    `CREATE INDEX ix_message_listeners_type ON message_listeners (type)`,
  ],
  oracle: [
    `CREATE TABLE tasks (
      name VARCHAR2(63) NOT NULL,
      id VARCHAR2(36) NOT NULL,
      version NUMBER NOT NULL,
      is_paused NUMBER(1) NOT NULL,
      definition_json CLOB NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE NOT NULL,
      updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_tasks PRIMARY KEY (name),
      CONSTRAINT uq_tasks_id UNIQUE (id))`,
    `CREATE TABLE task_versions (
      task VARCHAR2(63) NOT NULL,
      version NUMBER NOT NULL,
      definition_json CLOB NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_task_versions PRIMARY KEY (task, version))`,
    `CREATE TABLE message_listeners (
      task VARCHAR2(63) NOT NULL,
      position NUMBER NOT NULL,
      type VARCHAR2(500 CHAR) NOT NULL,
      trigger_json CLOB NOT NULL,
      CONSTRAINT pk_message_listeners PRIMARY KEY (task, position),
      CONSTRAINT fk_message_listeners_task FOREIGN KEY (task) REFERENCES tasks (name) ON DELETE CASCADE)`,
    `CREATE INDEX ix_message_listeners_type ON message_listeners (type)`,
  ],
});

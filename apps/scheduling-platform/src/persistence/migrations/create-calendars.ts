import { migration } from '@syncline/database';

/**
 * Calendars and who names them, and what triggers missed and is still to be written down. The indexes on occurrences
 * answer "did the message of that date come?" without walking through the history of a task.
 */
export const CreateCalendars = migration({
  name: 'CreateCalendars1795910000007',
  postgres: [
    `CREATE TABLE calendars (
      name varchar(63) NOT NULL,
      id uuid NOT NULL,
      version integer NOT NULL,
      definition_json text NOT NULL,
      created_at timestamp with time zone NOT NULL,
      updated_at timestamp with time zone NOT NULL,
      CONSTRAINT pk_calendars PRIMARY KEY (name),
      CONSTRAINT uq_calendars_id UNIQUE (id))`,
    `CREATE TABLE calendar_uses (
      owner_kind varchar(5) NOT NULL,
      owner varchar(63) NOT NULL,
      calendar varchar(63) NOT NULL,
      CONSTRAINT pk_calendar_uses PRIMARY KEY (owner_kind, owner, calendar),
      CONSTRAINT fk_calendar_uses_calendar FOREIGN KEY (calendar) REFERENCES calendars (name))`,
    `CREATE INDEX ix_calendar_uses_calendar ON calendar_uses (calendar)`,
    `CREATE TABLE missed_firings (
      id uuid NOT NULL,
      owner_kind varchar(5) NOT NULL,
      owner varchar(63) NOT NULL,
      trigger_json text NOT NULL,
      made_at timestamp with time zone NOT NULL,
      from_at timestamp with time zone NOT NULL,
      verdict_json text NOT NULL,
      CONSTRAINT pk_missed_firings PRIMARY KEY (id))`,
    `CREATE INDEX ix_occurrences_task_message ON occurrences (task, business_date) WHERE trigger_kind = 'message' AND task IS NOT NULL`,
    `CREATE INDEX ix_occurrences_group_message ON occurrences (group_name, business_date) WHERE trigger_kind = 'message' AND group_name IS NOT NULL`,
  ],
  oracle: [
    `CREATE TABLE calendars (
      name VARCHAR2(63) NOT NULL,
      id VARCHAR2(36) NOT NULL,
      version NUMBER NOT NULL,
      definition_json CLOB NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE NOT NULL,
      updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_calendars PRIMARY KEY (name),
      CONSTRAINT uq_calendars_id UNIQUE (id))`,
    `CREATE TABLE calendar_uses (
      owner_kind VARCHAR2(5) NOT NULL,
      owner VARCHAR2(63) NOT NULL,
      calendar VARCHAR2(63) NOT NULL,
      CONSTRAINT pk_calendar_uses PRIMARY KEY (owner_kind, owner, calendar),
      CONSTRAINT fk_calendar_uses_calendar FOREIGN KEY (calendar) REFERENCES calendars (name))`,
    `CREATE INDEX ix_calendar_uses_calendar ON calendar_uses (calendar)`,
    `CREATE TABLE missed_firings (
      id VARCHAR2(36) NOT NULL,
      owner_kind VARCHAR2(5) NOT NULL,
      owner VARCHAR2(63) NOT NULL,
      trigger_json CLOB NOT NULL,
      made_at TIMESTAMP WITH TIME ZONE NOT NULL,
      from_at TIMESTAMP WITH TIME ZONE NOT NULL,
      verdict_json CLOB NOT NULL,
      CONSTRAINT pk_missed_firings PRIMARY KEY (id))`,
    `CREATE INDEX ix_occurrences_task_message ON occurrences (task, business_date)`,
    `CREATE INDEX ix_occurrences_group_message ON occurrences (group_name, business_date)`,
  ],
});

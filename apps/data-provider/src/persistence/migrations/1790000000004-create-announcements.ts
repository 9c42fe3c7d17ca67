import { migration } from '@syncline/database';

const CHECKS = `
  CONSTRAINT pk_announcements PRIMARY KEY (id),
  CONSTRAINT ck_announcements_state CHECK (state IN ('PENDING', 'ACCEPTED'))`;

const INDEXES = ['CREATE INDEX ix_announcements_due ON announcements (state, due_at)'];

export const CreateAnnouncements = migration({
  name: 'CreateAnnouncements1790000000004',
  postgres: [
    `CREATE TABLE announcements (
       id uuid NOT NULL,
       url varchar(2000) NOT NULL,
       event_json text NOT NULL,
       traceparent varchar(55),
       state varchar(10) NOT NULL,
       tries integer NOT NULL,
       detail varchar(2000),
       due_at timestamp with time zone NOT NULL,
       lease_token uuid,${CHECKS}
     )`,
    ...INDEXES,
  ],
  oracle: [
    `CREATE TABLE announcements (
       id VARCHAR2(36) NOT NULL,
       url VARCHAR2(2000) NOT NULL,
       event_json CLOB NOT NULL,
       traceparent VARCHAR2(55),
       state VARCHAR2(10) NOT NULL,
       tries NUMBER NOT NULL,
       detail VARCHAR2(2000),
       due_at TIMESTAMP WITH TIME ZONE NOT NULL,
       lease_token VARCHAR2(36),${CHECKS}
     )`,
    ...INDEXES,
  ],
});

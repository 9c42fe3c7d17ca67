import { migration } from '@syncline/database';

export const CreateCancelledAttempts = migration({
  name: 'CreateCancelledAttempts1790000000003',
  postgres: [
    `CREATE TABLE cancelled_attempt (
      target varchar(80) NOT NULL,
      run_id uuid NOT NULL,
      attempt integer NOT NULL,
      CONSTRAINT pk_cancelled_attempt PRIMARY KEY (target, run_id)
    )`,
  ],
  oracle: [
    `CREATE TABLE cancelled_attempt (
      target VARCHAR2(80) NOT NULL,
      run_id VARCHAR2(36) NOT NULL,
      attempt NUMBER NOT NULL,
      CONSTRAINT pk_cancelled_attempt PRIMARY KEY (target, run_id)
    )`,
  ],
});

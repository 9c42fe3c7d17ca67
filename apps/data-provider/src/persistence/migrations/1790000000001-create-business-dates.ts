import { migration } from '@syncline/database';

export const CreateBusinessDates = migration({
  name: 'CreateBusinessDates1790000000001',
  postgres: [
    `CREATE TABLE business_dates (
       business_date varchar(10) NOT NULL,
       state varchar(10) NOT NULL,
       close_number integer NOT NULL,
       traceparent varchar(55),
       CONSTRAINT pk_business_dates PRIMARY KEY (business_date),
       CONSTRAINT ck_business_dates_state CHECK (state IN ('CLOSING', 'CLOSED', 'FAILED'))
     )`,
  ],
  oracle: [
    `CREATE TABLE business_dates (
       business_date VARCHAR2(10) NOT NULL,
       state VARCHAR2(10) NOT NULL,
       close_number NUMBER NOT NULL,
       traceparent VARCHAR2(55),
       CONSTRAINT pk_business_dates PRIMARY KEY (business_date),
       CONSTRAINT ck_business_dates_state CHECK (state IN ('CLOSING', 'CLOSED', 'FAILED'))
     )`,
  ],
});

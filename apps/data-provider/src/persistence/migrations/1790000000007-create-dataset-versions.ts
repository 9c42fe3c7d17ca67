import { migration } from '@syncline/database';

export const CreateDatasetVersions = migration({
  name: 'CreateDatasetVersions1790000000007',
  postgres: [
    `CREATE TABLE dataset_versions (
       dataset varchar(63) NOT NULL,
       version integer NOT NULL,
       shape_digest varchar(64),
       definition_json text,
       accepted_at timestamp with time zone,
       CONSTRAINT pk_dataset_versions PRIMARY KEY (dataset)
     )`,
  ],
  oracle: [
    `CREATE TABLE dataset_versions (
       dataset VARCHAR2(63) NOT NULL,
       version NUMBER NOT NULL,
       shape_digest VARCHAR2(64),
       definition_json CLOB,
       accepted_at TIMESTAMP WITH TIME ZONE,
       CONSTRAINT pk_dataset_versions PRIMARY KEY (dataset)
     )`,
  ],
});

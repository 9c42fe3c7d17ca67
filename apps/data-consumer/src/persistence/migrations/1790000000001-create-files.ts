import { migration } from '@syncline/database';

export const CreateFiles = migration({
  name: 'CreateFiles1790000000001',
  postgres: [
    `CREATE TABLE file_definition (
      file_name varchar(63) NOT NULL,
      version integer NOT NULL,
      definition_json text NOT NULL,
      target_table varchar(63) NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CONSTRAINT pk_file_definition PRIMARY KEY (file_name),
      CONSTRAINT uq_file_definition_target_table UNIQUE (target_table)
    )`,
    `CREATE TABLE publication (
      file_name varchar(63) NOT NULL,
      target_table varchar(63) NOT NULL,
      business_date varchar(10),
      revision integer,
      extract_id uuid,
      fingerprint varchar(64),
      manifest_digest varchar(64),
      manifest_jws_json text,
      row_total numeric(15,0),
      file_sync_id uuid,
      published_at timestamptz,
      CONSTRAINT pk_publication PRIMARY KEY (file_name)
    )`,
    // What people read, and what is on its way there, each in a schema of its own.
    'CREATE SCHEMA IF NOT EXISTS published',
    'CREATE SCHEMA IF NOT EXISTS staging',
  ],
  oracle: [
    `CREATE TABLE file_definition (
      file_name VARCHAR2(63) NOT NULL,
      version NUMBER NOT NULL,
      definition_json CLOB NOT NULL,
      target_table VARCHAR2(63) NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE NOT NULL,
      updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_file_definition PRIMARY KEY (file_name),
      CONSTRAINT uq_file_definition_target_table UNIQUE (target_table)
    )`,
    `CREATE TABLE publication (
      file_name VARCHAR2(63) NOT NULL,
      target_table VARCHAR2(63) NOT NULL,
      business_date VARCHAR2(10),
      revision NUMBER,
      extract_id VARCHAR2(36),
      fingerprint VARCHAR2(64),
      manifest_digest VARCHAR2(64),
      manifest_jws_json CLOB,
      row_total NUMBER(15,0),
      file_sync_id VARCHAR2(36),
      published_at TIMESTAMP WITH TIME ZONE,
      CONSTRAINT pk_publication PRIMARY KEY (file_name)
    )`,
  ],
});
